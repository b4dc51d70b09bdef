package io.rapport.template;

import io.rapport.contactpolicy.Category;
import java.time.Duration;
import java.time.format.DateTimeParseException;
import java.util.Collections;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Locale;
import java.util.Set;
import java.util.TreeSet;
import java.util.regex.Pattern;

/** What a {@code message.yaml} must say, and which files must stand beside it. */
final class DefinitionCheck {

    private static final Pattern NAME = Pattern.compile("[a-z0-9]+(-[a-z0-9]+)*");
    private static final Set<String> LINKS = new TreeSet<>(Set.of(
            "confirm",
            "profile",
            "survey",
            "complaintAnswer",
            "dataRequest",
            "dataExport",
            "erasureWithdrawal",
            "unsubscribe",
            "preferences",
            "statement",
            "panel",
            "shop",
            "review",
            "refer"));

    private final MessageSources sources;
    private final Brand brand;
    private final Faults faults;

    DefinitionCheck(MessageSources sources, Brand brand, Faults faults) {
        this.sources = sources;
        this.brand = brand;
        this.faults = faults;
    }

    /** @return the definition; null when something is wrong, which the faults then tell */
    MessageDefinition check(String name, MessageFile file) {
        int before = faults.count();
        if (!NAME.matcher(name).matches()) {
            faults.of(
                    name,
                    null,
                    FilePosition.of(name),
                    "the folder's name is not kebab-case",
                    "use a-z, 0-9 and single hyphens");
        }
        Category category = category(name, file);
        if (category != Category.INTERNAL
                && (file.topic() == null || file.topic().isBlank())) {
            fault(name, "topic", "topic is missing", "set the topic that customers opt out of, such as tips");
        }
        checkChannels(name, file.channels());
        Duration expiry = expiry(name, file.expiry());
        UnknownOutcomeRule unknown = UnknownOutcomeRule.of(file.unknown());
        if (unknown == null) {
            fault(
                    name,
                    "unknown",
                    "unknown is '" + file.unknown() + "'",
                    "set hold or resend, or take it out for hold");
        }
        if (file.priority() != null && (file.priority() < 0 || file.priority() > 100)) {
            fault(
                    name,
                    "priority",
                    "priority is " + file.priority(),
                    "set 0 to 100, or leave it to the category by taking it out");
        }
        if (file.atNight() != null
                && (file.atNight().isBlank() || category != Category.TRANSACTIONAL && category != Category.SERVICE)) {
            fault(
                    name,
                    "at-night",
                    "at-night is for transactional and service messages, with the reason",
                    "say why it cannot wait for the customer's morning, or take it out");
        }
        if (file.onHolidays()
                && (category != Category.PROMOTIONAL || !file.channels().equals(List.of("email")))) {
            fault(
                    name,
                    "on-holidays",
                    "on-holidays is for advertising by e-mail alone",
                    "list email alone as its channels, or take it out");
        }
        for (String link : file.links()) {
            if (!LINKS.contains(link)) {
                fault(name, "links", "unknown link '" + link + "'", "use one of " + LINKS);
            }
        }
        if (file.survey() != null && !file.links().contains("survey")) {
            fault(name, "survey", "it opens a survey but does not link to it", "add survey to links");
        }
        checkSurvey(name, file.survey());
        checkFiles(name, file.channels().contains("sms"));
        if (faults.count() > before) {
            return null;
        }
        return new MessageDefinition(
                name,
                category,
                file.topic(),
                List.copyOf(file.channels()),
                expiry,
                unknown,
                file.survey(),
                file.links(),
                Collections.unmodifiableSet(new LinkedHashSet<>(brand.locales())),
                file.priority() == null ? category.priority() : file.priority(),
                file.aboutStoppedOrders(),
                file.atNight(),
                file.toLapsed(),
                file.onHolidays());
    }

    private void checkSurvey(String name, String survey) {
        for (Locale locale : brand.locales()) {
            if (survey != null && brand.survey(survey, locale).isEmpty()) {
                fault(
                        name,
                        "survey",
                        "brand.yaml has no survey '" + survey + "' in " + locale.toLanguageTag(),
                        "add it below text." + locale.toLanguageTag() + ".surveys with a question and " + Brand.ANSWERS
                                + " answers, the worst first");
            }
        }
    }

    private Category category(String name, MessageFile file) {
        try {
            return Category.of(file.category());
        } catch (IllegalArgumentException e) {
            fault(name, "category", e.getMessage(), "set category to one of them");
            return null;
        }
    }

    private void checkChannels(String name, List<String> channels) {
        if (channels.isEmpty()
                || !channels.stream()
                        .allMatch(channel -> channel != null && MessageDefinition.CHANNELS.contains(channel))) {
            fault(name, "channels", "channels are " + channels, "list one or more of " + MessageDefinition.CHANNELS);
        }
        if (channels.stream().distinct().count() < channels.size()) {
            fault(name, "channels", "a channel stands twice in " + channels, "name each channel once");
        }
    }

    private Duration expiry(String name, String written) {
        try {
            Duration expiry = Duration.parse(written);
            if (expiry.isZero() || expiry.isNegative()) {
                fault(name, "expiry", "expiry is not after queueing", "set a duration above zero");
            }
            return expiry;
        } catch (DateTimeParseException e) {
            fault(name, "expiry", "expiry '" + written + "' is no duration", "write it like P3D or PT12H");
            return null;
        }
    }

    private void checkFiles(String name, boolean sms) {
        for (Locale locale : brand.locales()) {
            String stem = name + "/" + locale.toLanguageTag();
            if (!sources.files().containsKey(stem + ".mjml")) {
                faults.of(
                        name,
                        locale,
                        FilePosition.of(stem + ".mjml"),
                        "this locale is missing",
                        "write it; brand.yaml names the languages that all messages are written in");
            }
            if (sms && !sources.files().containsKey(stem + ".txt")) {
                faults.of(
                        name,
                        locale,
                        FilePosition.of(stem + ".txt"),
                        "the text for SMS is missing",
                        "write it, or take sms out of channels");
            }
        }
        for (String other : sources.files().subMap(name + "/", name + "0").keySet()) {
            String stem = other.substring(name.length() + 1).replaceFirst("\\.(mjml|txt)$", "");
            if (!other.endsWith(".yaml") && !brand.locales().contains(Locale.forLanguageTag(stem))) {
                faults.of(
                        name,
                        null,
                        FilePosition.of(other),
                        "'" + stem + "' is not offered",
                        "add it to locales in brand.yaml");
            } else if (other.endsWith(".txt") && !sms) {
                faults.of(
                        name,
                        null,
                        FilePosition.of(other),
                        "nothing sends it",
                        "add sms to channels in message.yaml, or delete it");
            }
        }
    }

    private void fault(String name, String key, String what, String fix) {
        String path = name + "/message.yaml";
        faults.of(name, null, FilePosition.ofKey(path, sources.files().get(path), key), what, fix);
    }
}
