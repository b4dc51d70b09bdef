package io.rapport.gate;

import jakarta.ws.rs.ext.ReaderInterceptor;
import jakarta.ws.rs.ext.ReaderInterceptorContext;
import java.io.IOException;
import java.util.Date;
import org.camunda.bpm.engine.impl.calendar.DateTimeUtil;
import org.camunda.bpm.engine.rest.exception.RestException;
import org.camunda.bpm.engine.rest.mapper.MultipartFormData;
import org.camunda.bpm.engine.rest.mapper.MultipartFormData.FormPart;

/**
 * Reads the fields that a deployment over REST brings beside its files, before the engine does: what it could not read or
 * look up is refused as the gate refuses, and a tenant that is sent empty is none. Other forms have no fields of these
 * names.
 */
final class DeploymentFields implements ReaderInterceptor {

    private static final String NAME = "deployment-name";
    private static final String SOURCE = "deployment-source";
    private static final String TENANT = "tenant-id";
    private static final String ACTIVATION = "deployment-activation-time";

    /** How findings call what is of no file. */
    static final String DEPLOYMENT = "the deployment";

    /** 9999-12-31: no database keeps all that the engine's dates can say. */
    private static final Date LATEST = new Date(253_402_214_400_000L);

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
            findings.add(Rule.PARTS_UNREADABLE, DEPLOYMENT, DmnCheck.cause(e));
            throw new DeploymentRefused(findings.list());
        }
        return checked(form);
    }

    private static MultipartFormData checked(MultipartFormData form) {
        Findings findings = new Findings();
        new LimitCheck(DEPLOYMENT, findings).deployment(text(form, NAME), text(form, SOURCE));
        String activation = text(form, ACTIVATION);
        if (activation != null && !activation.isEmpty() && !isMoment(activation)) {
            findings.add(Rule.ACTIVATION_TIME, DEPLOYMENT, activation);
        }
        files(form, findings);
        if (!findings.list().isEmpty()) {
            throw new DeploymentRefused(findings.list());
        }
        String tenant = text(form, TENANT);
        return tenant != null && tenant.isBlank() ? withoutTenant(form) : form;
    }

    /** The engine would take a name's last part, or say in words of its own that there is nothing. */
    private static void files(MultipartFormData form, Findings findings) {
        boolean any = false;
        for (String part : form.getPartNames()) {
            String name = form.getNamedPart(part).getFileName();
            if (name != null) {
                any = true;
                new LimitCheck(name, findings).fileName();
                if (name.contains("/") || name.contains("\\")) {
                    findings.add(Rule.FILE_NAME, RuleText.shortened(name));
                }
            }
        }
        if (!any && (form.getPartNames().isEmpty() || form.getNamedPart(NAME) != null)) {
            findings.add(Rule.FILES_NONE, DEPLOYMENT);
        }
    }

    private static String text(MultipartFormData form, String name) {
        FormPart part = form.getNamedPart(name);
        return part == null ? null : part.getTextContent();
    }

    private static boolean isMoment(String text) {
        try {
            Date moment = DateTimeUtil.parseDate(text);
            return !moment.before(new Date(0)) && !moment.after(LATEST);
        } catch (IllegalArgumentException e) {
            return false;
        }
    }

    private static MultipartFormData withoutTenant(MultipartFormData form) {
        MultipartFormData rest = new MultipartFormData();
        form.getPartNames().stream()
                .filter(name -> !name.equals(TENANT))
                .map(form::getNamedPart)
                .forEach(rest::addPart);
        return rest;
    }
}
