package io.rapport.app.studio;

import io.rapport.template.SmsLength;
import java.util.List;

/**
 * A message as somebody would get it.
 *
 * @param locale    the language it is written in, a BCP 47 tag
 * @param subject   what the inbox shows
 * @param preheader what it shows after that
 * @param frame     the HTML part, fit to be shown in a sandboxed frame
 * @param text      the plain part
 * @param sms       the short text; null when it does not go by SMS
 * @param hints     what to think about once more
 * @param fault     why it cannot be shown; null when it can, and then all else is there
 */
record Preview(
        String locale,
        String subject,
        String preheader,
        String frame,
        String text,
        SmsPreview sms,
        List<Hint> hints,
        String fault) {

    /**
     * @param text   what is sent
     * @param length what it costs
     */
    record SmsPreview(String text, SmsLength length) {}

    static Preview failed(String locale, String fault) {
        return new Preview(locale, null, null, null, null, null, List.of(), fault);
    }
}
