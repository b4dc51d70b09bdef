/** What mail servers mean by not taking a mail: one table for reports that come back and for answers while we send. */
package io.rapport.messaging.internal.refusal;
