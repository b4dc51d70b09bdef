package io.rapport.desk.internal;

import jakarta.ws.rs.container.ContainerRequestContext;
import jakarta.ws.rs.container.ContainerRequestFilter;
import jakarta.ws.rs.container.PreMatching;
import java.net.URI;

/**
 * Lets the engine's REST API write links with the address that is configured, and never with the host that a request
 * names.
 */
@PreMatching
final class PublicAddress implements ContainerRequestFilter {

    private final URI base;

    /** @param publicUrl where Rapport is reached */
    PublicAddress(String publicUrl) {
        this.base = URI.create(publicUrl.strip().replaceAll("/+$", "") + "/engine-rest/");
    }

    @Override
    public void filter(ContainerRequestContext request) {
        URI relative = request.getUriInfo()
                .getBaseUri()
                .relativize(request.getUriInfo().getRequestUri());
        if (!relative.isAbsolute()) {
            request.setRequestUri(base, base.resolve(relative));
        }
    }
}
