package io.rapport.template;

import io.pebbletemplates.pebble.error.AttributeNotFoundException;
import io.pebbletemplates.pebble.error.PebbleException;
import io.pebbletemplates.pebble.error.RootAttributeNotFoundException;
import io.pebbletemplates.pebble.template.PebbleTemplate;
import io.rapport.database.DatabaseFaults;
import java.io.IOException;
import java.io.StringWriter;
import java.time.Duration;
import java.util.LinkedHashSet;
import java.util.Locale;
import java.util.Map;
import java.util.Set;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** Fills compiled templates in, within a time and a size, and says what went wrong without saying the data. */
final class Renderer {

    /** Of processor time: a thousand times what the largest message takes. */
    static final Duration LONGEST = Duration.ofSeconds(2);

    private final Duration longest;

    /** @param longest processor time that one message may take */
    Renderer(Duration longest) {
        this.longest = longest;
    }

    /** @throws RenderException when a variable is missing, or the outcome too large or too slow */
    RenderedMessage mail(CompiledMail mail, String name, Map<String, Object> context) {
        Render render = new Render(name, mail.locale(), context);
        return new RenderedMessage(
                mail.locale(),
                SingleLineText.clean(render.evaluate(mail.subject(), mail.subjectSource())),
                render.evaluate(mail.html(), mail.source()),
                PlainText.tidy(render.evaluate(mail.text(), mail.source())));
    }

    /** @throws RenderException likewise */
    String text(SmsTemplate text, String name, Map<String, Object> context) {
        Render render = new Render(name, text.locale(), context);
        String line = SingleLineText.clean(render.evaluate(text.template(), text.source()));
        int segments = SmsLength.of(line).segments();
        if (segments > SmsTemplate.MOST_SEGMENTS) {
            throw render.failed("its text would take " + segments + " SMS, more than " + SmsTemplate.MOST_SEGMENTS);
        }
        return line;
    }

    /** One filling in of one message: its parts share the time. */
    private final class Render {

        private final String name;
        private final Locale locale;
        private final Map<String, Object> context;

        Render(String name, Locale locale, Map<String, Object> context) {
            this.name = name;
            this.locale = locale;
            this.context = context;
            context.put(RenderDeadline.VARIABLE, RenderDeadline.in(longest));
        }

        String evaluate(PebbleTemplate template, String source) {
            StringWriter writer = new StringWriter(source.length() + 512);
            try {
                template.evaluate(writer, context, locale);
                return writer.toString();
            } catch (AttributeNotFoundException e) {
                String variable = e instanceof RootAttributeNotFoundException
                        ? e.getAttributeName()
                        : fullName(e.getAttributeName(), source);
                throw new RenderException(
                        name, locale, variable, "the variable '" + variable + "' is missing or may not be read");
            } catch (RenderDeadline.Exceeded e) {
                throw failed("it would take more than " + longest.toMillis()
                        + " ms of processor time: its loops turn too often");
            } catch (PebbleException e) {
                passOn(e);
                boolean large = writer.getBuffer().length() >= TemplateEngine.LARGEST
                        || String.valueOf(e.getPebbleMessage()).startsWith("Tried to write more than");
                throw failed(
                        large
                                ? "it would be larger than " + TemplateEngine.LARGEST + " characters"
                                : "a tag failed in line " + e.getLineNumber() + " of the compiled template");
            } catch (RuntimeException | IOException e) {
                passOn(e);
                // the exception's own text may hold data, its class does not
                throw failed("a tag failed with " + e.getClass().getSimpleName());
            }
        }

        /** Some of what a template says is read when it is asked for: the template is sound, and the database is not. */
        private static void passOn(Exception failure) {
            for (Throwable cause = failure; cause != null; cause = cause.getCause()) {
                if (cause instanceof RuntimeException fault
                        && !(cause instanceof PebbleException)
                        && DatabaseFaults.isOfDatabase(cause)) {
                    throw fault;
                }
            }
        }

        RenderException failed(String why) {
            return new RenderException(name, locale, null, why);
        }
    }

    /** Pebble knows only the last part of a missing name; the template knows the rest. */
    private static String fullName(String attribute, String source) {
        Matcher matcher = Pattern.compile("\\b(?:[a-zA-Z_]\\w*\\.)+" + Pattern.quote(attribute) + "\\b")
                .matcher(source);
        Set<String> names = new LinkedHashSet<>();
        while (matcher.find()) {
            names.add(matcher.group());
        }
        return names.isEmpty() ? attribute : String.join("' or '", names);
    }
}
