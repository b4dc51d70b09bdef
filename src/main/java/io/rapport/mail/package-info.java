/** SMTP, MIME and DKIM; delivery and feedback reports that come back, which leave as values. */
@org.springframework.modulith.ApplicationModule(
        allowedDependencies = {"address", "calendar", "channel", "database", "link"})
package io.rapport.mail;
