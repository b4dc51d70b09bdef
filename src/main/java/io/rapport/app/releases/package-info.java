/** Releases over HTTP, from the command line, and as operators see them. */
package io.rapport.app.releases;
