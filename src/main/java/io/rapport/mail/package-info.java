/** SMTP, MIME and DKIM; delivery and feedback reports that come back. */
@org.springframework.modulith.ApplicationModule(
        allowedDependencies = {"address", "calendar", "channel", "database", "inbox", "link"})
package io.rapport.mail;
