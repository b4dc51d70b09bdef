/** The operators' page. */
package io.rapport.app.operations;
