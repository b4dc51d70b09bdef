/** How the program's commands are asked: their words, options and help, and the database of the server's settings. */
package io.rapport.app.command;
