/** The mailbox inside: an SMTP server in memory and pages that show what it received; only when no mail host is set. */
package io.rapport.app.mailbox;
