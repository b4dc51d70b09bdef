/** The studio: where people who write messages see them before customers do. */
package io.rapport.messaging.internal.studio;
