/** What every channel to customers promises; SMS, webhooks and tasks to staff; shops that confirm codes of coupons. */
@org.springframework.modulith.ApplicationModule(
        allowedDependencies = {"address", "calendar", "customer", "database", "inbox", "loyalty"})
package io.rapport.channel;
