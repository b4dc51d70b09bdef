package io.rapport.gate;

import jakarta.ws.rs.ext.ReaderInterceptor;
import jakarta.ws.rs.ext.ReaderInterceptorContext;
import java.io.IOException;
import org.camunda.bpm.engine.rest.exception.RestException;
import org.camunda.bpm.engine.rest.mapper.MultipartFormData;

/**
 * Checks the names of files that come as parts of a form, before the engine reads them: what cannot be read or kept is refused
 * as the gate refuses.
 */
final class MultipartFiles implements ReaderInterceptor {

    @Override
    public Object aroundReadFrom(ReaderInterceptorContext context) throws IOException {
        if (context.getType() != MultipartFormData.class) {
            return context.proceed();
        }
        MultipartFormData form;
        try {
            form = (MultipartFormData) context.proceed();
        } catch (RestException e) {
            // a part's head is longer than is read, or the parts do not end where they say
            Findings findings = new Findings();
            findings.add(Rule.PARTS_UNREADABLE, DeploymentResource.DEPLOYMENT, DmnCheck.cause(e));
            throw new DeploymentRefused(findings.list());
        }
        return checked(form);
    }

    private static MultipartFormData checked(MultipartFormData form) {
        Findings findings = new Findings();
        for (String part : form.getPartNames()) {
            String name = form.getNamedPart(part).getFileName();
            if (name != null) {
                new LimitCheck(name, findings).fileName();
                // the engine would take a name's last part
                if (name.contains("/") || name.contains("\\")) {
                    findings.add(Rule.FILE_NAME, RuleText.shortened(name));
                }
            }
        }
        if (!findings.list().isEmpty()) {
            throw new DeploymentRefused(findings.list());
        }
        return form;
    }
}
