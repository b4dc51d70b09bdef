package io.rapport.template;

import java.util.LinkedHashMap;
import java.util.Locale;
import java.util.Map;
import java.util.SortedSet;
import java.util.TreeSet;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * One message, compiled in every locale.
 *
 * @param definition what {@code message.yaml} says
 * @param mails      its mail by locale
 * @param texts      its text for SMS by locale; empty when it does not go by SMS
 * @param samples    by locale, data to show it with
 */
record CompiledMessage(
        MessageDefinition definition,
        Map<Locale, CompiledMail> mails,
        Map<Locale, SmsTemplate> texts,
        Map<Locale, Map<String, Object>> samples) {

    private static final Pattern TAG = Pattern.compile("\\{\\{(.*?)}}|\\{%(.*?)%}", Pattern.DOTALL);
    private static final Pattern STRING = Pattern.compile("'[^']*'|\"[^\"]*\"");
    private static final Pattern VARIABLE = Pattern.compile("(?<![\\w.])[a-z]\\w*(?:\\.[a-zA-Z]\\w*)+");

    /** @return what the templates of a locale say of the data in its sample but links, such as {@code order.placedOn} */
    SortedSet<String> variables(Locale locale) {
        CompiledMail mail = mails.get(locale);
        SmsTemplate text = texts.get(locale);
        String all = mail.subjectSource() + mail.source() + (text == null ? "" : text.source());
        SortedSet<String> variables = new TreeSet<>();
        Matcher tag = TAG.matcher(all);
        while (tag.find()) {
            Matcher variable = VARIABLE.matcher(STRING.matcher(tag.group()).replaceAll("''"));
            while (variable.find()) {
                String name = variable.group();
                String root = name.substring(0, name.indexOf('.'));
                if (!root.equals("links") && samples.get(locale).containsKey(root)) {
                    variables.add(name);
                }
            }
        }
        return variables;
    }

    /** Adds to a caller's data what templates know by themselves, which data cannot replace. */
    static Map<String, Object> context(
            MessageDefinition definition, Brand brand, Locale locale, Map<String, Object> data) {
        Map<String, Object> all = new LinkedHashMap<>(data);
        all.put("brand", brand.view(locale));
        all.put(
                "message",
                Map.of(
                        "name", definition.name(),
                        "category", definition.category().key(),
                        "optOut", definition.category().optOut()));
        return all;
    }
}
