/** Durable, ordered events: the intake, the event catalogue, the workers, dead letters. */
package io.rapport.inbox;
