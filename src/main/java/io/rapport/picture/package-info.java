/**
 * The one picture of a customer: what the rooms below know of them, put together for who may see it. Each room tells its
 * part of the timeline and of what comes next by itself ({@link io.rapport.customer.TimelineSource},
 * {@link io.rapport.customer.UpcomingSource}); this one has no table.
 */
@org.springframework.modulith.ApplicationModule(
        allowedDependencies = {
            "audit",
            "calendar",
            "contactpolicy",
            "customer",
            "feedback",
            "lifecycle",
            "loyalty",
            "segment",
            "value"
        })
package io.rapport.picture;
