package io.rapport.mail.internal.bounce;

import java.util.Arrays;
import java.util.List;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Collectors;

/**
 * What a server writes for people about a mail that did not arrive. The mail itself is often behind or among it: its words
 * and numbers say nothing about the delivery, and are left out.
 */
final class ReportText {

    private static final String COPY =
            "(copy of (the|your|this)|original (message|mail|e-?mail)|originalnachricht|below this line|headers? of"
                    + " (the|your)|message headers?|(undelivered|returned|rejected) (message|mail) (follows|headers)|nachrichtenkopf"
                    + "|kopie (der|ihrer)|ursprüngliche nachricht|原始邮件|原邮件|邮件原文|原信|forwarded message)";

    /** Where the mail that came back begins. */
    private static final Pattern BEGIN_OF_COPY = Pattern.compile("(?imu)^[ \\t]*[-_=*|]{2,}.{0,60}" + COPY + ".{0,120}$"
            + "|^.{0,60}" + COPY + ".{0,60}[:：][ \\t]*[-_=*]*[ \\t]*$"
            + "|^[ \\t]*(return-path|received)[ \\t]*:");

    /** Lines that only repeat what the mail says of itself. */
    private static final Pattern HEADER =
            Pattern.compile("(?iu)[ \\t|]*(subject|betreff|date|datum|from|von|to|an|cc|sent"
                    + "|gesendet|reply-to|message-id|mime-version|content-[\\w-]+|x-[\\w-]+|user-agent|dkim-signature|list-[\\w-]+"
                    + "|feedback-id|主题|主題|日期|时间|标题|发送时间)[ \\t]*[:：].*");

    private static final Pattern QUOTE = Pattern.compile("[ \\t]*>.*");
    private static final Pattern EMPTY_LINES = Pattern.compile("\\n[ \\t]*\\n");

    /** A paragraph speaks of the delivery if it has a server's code, or names an address. */
    private static final Pattern TELLS =
            Pattern.compile("(?<![\\d.])[45]\\d\\d[ \\-]|[#(;:]\\s*[45]\\.[0-7]\\.\\d|[^\\s<>@]@[^\\s<>@]");

    private ReportText() {}

    /**
     * @param text of the report, as it is read
     * @return the paragraphs that speak of the delivery
     */
    static List<String> readable(String text) {
        String all = text.replace("\r\n", "\n").replace('\r', '\n');
        Matcher copy = BEGIN_OF_COPY.matcher(all);
        String own = copy.find() ? all.substring(0, copy.start()) : all;
        String lines = own.lines()
                .filter(line ->
                        !HEADER.matcher(line).matches() && !QUOTE.matcher(line).matches())
                .collect(Collectors.joining("\n"));
        return Arrays.stream(EMPTY_LINES.split(lines))
                .map(String::strip)
                .filter(paragraph -> TELLS.matcher(paragraph).find())
                .toList();
    }
}
