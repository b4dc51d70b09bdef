/** Forms on pages of staff: the same one counts once, its page says once what became of it, what is searched for stands in no URL. */
package io.rapport.app.forms;
