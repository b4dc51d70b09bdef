/**
 * What makes the rooms one application: security, the embedded database and mailbox, the first start, the command line.
 * Nothing below imports it.
 */
package io.rapport.app;
