/** What every channel to customers promises; SMS, webhooks and tasks to staff. */
@org.springframework.modulith.ApplicationModule(allowedDependencies = {"address", "calendar", "customer", "inbox"})
package io.rapport.channel;
