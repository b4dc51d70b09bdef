/** The demo shop: a recorded stream of events, replayed in fast motion at the first start, or sent to a running server. */
package io.rapport.app.demo;
