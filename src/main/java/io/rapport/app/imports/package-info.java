/** The command that brings the past in. */
package io.rapport.app.imports;
