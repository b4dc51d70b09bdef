package io.rapport.gate;

import io.rapport.release.ReleaseNotLoaded;
import io.rapport.release.ReleaseOvertaken;
import io.rapport.release.ReleaseRefused;
import jakarta.ws.rs.HttpMethod;
import jakarta.ws.rs.core.Context;
import jakarta.ws.rs.core.MediaType;
import jakarta.ws.rs.core.Response;
import jakarta.ws.rs.core.Response.Status;
import jakarta.ws.rs.core.UriInfo;
import java.util.Map;
import java.util.TreeMap;
import org.camunda.bpm.engine.rest.dto.repository.DeploymentWithDefinitionsDto;
import org.camunda.bpm.engine.rest.mapper.MultipartFormData;
import org.camunda.bpm.engine.rest.mapper.MultipartFormData.FormPart;
import org.glassfish.jersey.server.model.Resource;
import org.springframework.beans.BeanUtils;
import org.springframework.beans.factory.ObjectProvider;

/**
 * Takes the place of the engine's own way to deploy over REST: its path is longer than the engine's, so that it is found
 * first. A deployment is what is live, with the files that are sent changed.
 */
public final class DeploymentResource {

    private static final String PATH = "/deployment/create";

    /** How findings call what is of no file. */
    static final String DEPLOYMENT = "the deployment";

    private static final String NAME = "deployment-name";
    private static final String SOURCE = "deployment-source";

    private final ObjectProvider<ReleaseDeployments> releases;

    DeploymentResource(ObjectProvider<ReleaseDeployments> releases) {
        this.releases = releases;
    }

    /** @return what Jersey serves: an instance that is registered by itself would be taken for a provider, with a warning */
    Resource resource() {
        Resource.Builder resource = Resource.builder(PATH);
        resource.addMethod(HttpMethod.POST)
                .consumes(MediaType.MULTIPART_FORM_DATA)
                .produces(MediaType.APPLICATION_JSON)
                .handledBy(
                        this,
                        BeanUtils.findMethod(
                                DeploymentResource.class, "create", UriInfo.class, MultipartFormData.class));
        return resource.build();
    }

    /**
     * @param uri what was asked for
     * @param form fields and files, as the Modeler sends them
     * @return the engine's answer to a deployment, or its form of a refusal
     */
    public Response create(@Context UriInfo uri, MultipartFormData form) {
        Map<String, byte[]> files = new TreeMap<>();
        for (String name : form.getPartNames()) {
            FormPart part = form.getNamedPart(name);
            if (part.getFileName() != null) {
                files.put(part.getFileName(), part.getBinaryContent());
            }
        }
        try {
            refuse(form, files);
            DeploymentWithDefinitionsDto made =
                    releases.getObject().deploy(text(form, NAME), text(form, SOURCE), files);
            if (made.getId() != null) {
                made.addReflexiveLink(
                        uri.getBaseUriBuilder()
                                .path("deployment")
                                .path(made.getId())
                                .build(),
                        HttpMethod.GET,
                        "self");
            }
            return Response.ok(made, MediaType.APPLICATION_JSON_TYPE).build();
        } catch (ReleaseRefused e) {
            return RefusalAnswer.of(e);
        } catch (ReleaseOvertaken e) {
            return RefusalAnswer.answer(Status.CONFLICT, e.getMessage(), Map.of());
        } catch (ReleaseNotLoaded e) {
            return RefusalAnswer.answer(Status.SERVICE_UNAVAILABLE, e.getMessage(), Map.of());
        }
    }

    private static void refuse(MultipartFormData form, Map<String, byte[]> files) {
        Findings findings = new Findings();
        new LimitCheck(DEPLOYMENT, findings).deployment(text(form, NAME), text(form, SOURCE));
        String tenant = text(form, "tenant-id");
        if (tenant != null && !tenant.isBlank()) {
            findings.add(Rule.TENANT, DEPLOYMENT, tenant);
        }
        String activation = text(form, "deployment-activation-time");
        if (activation != null && !activation.isBlank()) {
            findings.add(Rule.ACTIVATION_TIME, DEPLOYMENT);
        }
        if (files.isEmpty()) {
            findings.add(Rule.FILES_NONE, DEPLOYMENT);
        }
        if (!findings.list().isEmpty()) {
            throw new DeploymentRefused(findings.list());
        }
    }

    private static String text(MultipartFormData form, String name) {
        FormPart part = form.getNamedPart(name);
        return part == null ? null : part.getTextContent();
    }
}
