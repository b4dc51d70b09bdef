package io.rapport.template;

import io.pebbletemplates.pebble.template.PebbleTemplate;
import java.util.Locale;

/**
 * The templates of one message in one locale.
 *
 * @param locale        the language it is written in
 * @param subject       of the subject
 * @param html          of the HTML part
 * @param text          of the plain part
 * @param subjectSource the subject's template, in which a failed variable is searched
 * @param source        the body's template, likewise
 */
record CompiledMail(
        Locale locale,
        PebbleTemplate subject,
        PebbleTemplate html,
        PebbleTemplate text,
        String subjectSource,
        String source) {}
