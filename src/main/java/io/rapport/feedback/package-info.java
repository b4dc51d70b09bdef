/** Surveys and the complaints register. */
package io.rapport.feedback;
