package io.rapport.inbox.internal;

import io.rapport.inbox.ExternalId;
import io.rapport.inbox.Reference;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import java.util.regex.Pattern;
import org.springframework.boot.context.properties.ConfigurationProperties;
import org.springframework.boot.context.properties.bind.DefaultValue;

/**
 * By what events may name their customers, beside the customer id and addresses.
 *
 * @param systems whose ids of customers are taken as subjects, such as {@code shopify} for {@code shopify:5551}
 */
@ConfigurationProperties("rapport.identity")
record IdentityProperties(@DefaultValue List<String> systems) {

    private static final Pattern NAME = Pattern.compile("[a-z][a-z0-9-]{0,31}");

    /** What stands before the colon of things that are no customers. */
    private static final Set<String> TAKEN =
            Set.of(Reference.CUSTOMER, Reference.SCHEDULE, "order", "complaint", "contact", "survey", "message");

    /** @throws IllegalArgumentException if one of the names cannot stand before a customer's id */
    IdentityProperties {
        for (String system : systems) {
            if (!NAME.matcher(system).matches() || TAKEN.contains(system)) {
                throw new IllegalArgumentException("rapport.identity.systems names '" + system
                        + "'; a system is named by small letters, digits and hyphens, such as shopify, and not as"
                        + " something that events are about");
            }
        }
    }

    /** @return what may stand before the colon of a subject, {@code customer} apart */
    Set<String> subjects() {
        Set<String> all = new HashSet<>(systems);
        all.add(ExternalId.EMAIL);
        all.add(ExternalId.PHONE);
        return Set.copyOf(all);
    }
}
