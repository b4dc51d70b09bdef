/** Messages to customers and staff: outbox, contact policy, templates, SMTP, public links. */
package io.rapport.messaging;
