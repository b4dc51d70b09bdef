/** The desk of the staff: queues and who works in them, routing and deadlines of tasks, the forms that staff fill in, the Tasklist's filters and the customer card. What staff write goes to our tables, never into the engine. */
@org.springframework.modulith.ApplicationModule(
        allowedDependencies = {
            "audit",
            "calendar",
            "customer",
            "database",
            "inbox",
            "language",
            "lifecycle",
            "loyalty",
            "release",
            "value"
        })
package io.rapport.desk;
