/** The first start and every start: who administrates, what must be configured, what is said when all is ready. */
package io.rapport.app.start;
