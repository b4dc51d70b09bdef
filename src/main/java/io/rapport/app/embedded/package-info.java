/**
 * The parts that start inside the application when none are configured: PostgreSQL with its data in {@code ./data}, and
 * an SMTP server. They are for trying and developing; production names its own by {@code spring.datasource.url} and
 * {@code spring.mail.host}.
 */
package io.rapport.app.embedded;
