package io.rapport.gate;

import com.fasterxml.jackson.databind.JsonNode;
import io.rapport.gate.ModelChecks.RunningFile;
import io.rapport.language.FormTexts;
import io.rapport.language.ModelTexts;
import io.rapport.language.TextFile;
import io.rapport.language.TextFile.Owner;
import io.rapport.language.Texts;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.regex.Pattern;
import java.util.stream.Collectors;

/** Checks the texts that lie over models and forms: that none is missing, none too much, and none brings in what a form may not. */
final class TextCheck {

    /** A finding names so many places. */
    private static final int SHOWN = 5;

    private static final Pattern FOREIGN = Pattern.compile("[\\p{L}&&[^\\p{IsLatin}\\p{IsGreek}]]");

    private final Platform platform;
    private final List<RunningFile> running;
    private final Findings findings;

    /** @param running what is deployed already */
    TextCheck(Platform platform, List<RunningFile> running, Findings findings) {
        this.platform = platform;
        this.running = running;
        this.findings = findings;
    }

    /**
     * Texts that came in a file.
     *
     * @param file its name, as it was deployed
     * @param name what it says by itself
     */
    record Given(String file, TextFile name, Texts texts) {}

    /** @param schema null for a process */
    private record Owned(Owner owner, String id, String file, Texts all, Texts words, JsonNode schema) {

        boolean is(TextFile text) {
            return text.id().equals(id) && (text.owner() == owner || text.owner() == Owner.UNKNOWN);
        }

        List<String> unknown(Texts texts) {
            return schema == null ? texts.without(all) : FormTexts.unknown(schema, texts);
        }

        String fileIn(Locale language) {
            return new TextFile(owner, id, language).baseName();
        }
    }

    /** @return the texts; empty if they cannot be read, which is found then */
    static Optional<Given> read(String file, byte[] content, Findings findings) {
        TextFile name = TextFile.of(file).orElseThrow();
        try {
            return Optional.of(new Given(file, name, TextFile.read(content)));
        } catch (TextFile.Unreadable e) {
            findings.add(new Finding(
                    Rule.TEXT_FILE,
                    file,
                    null,
                    null,
                    e.line(),
                    0,
                    Rule.fill(Rule.TEXT_FILE.message(), e.getMessage()),
                    Rule.fill(Rule.TEXT_FILE.fix())));
            return Optional.empty();
        }
    }

    /**
     * @param models that are deployed
     * @param contents of the files of processes that are deployed, by key
     * @param texts that are deployed
     */
    void check(ModelSet models, Map<String, byte[]> contents, List<Given> texts) {
        List<Owned> sent = new ArrayList<>();
        models.forms().forEach((id, form) -> sent.add(form(id, form.file(), form.schema())));
        contents.forEach((key, xml) ->
                process(key, models.processes().get(key).file(), xml).ifPresent(sent::add));
        sent.forEach(this::english);
        List<Given> before = deployed();
        Map<String, Owned> concerned = new LinkedHashMap<>();
        sent.forEach(owned -> concerned.put(owned.owner() + owned.id(), owned));
        for (Given given : texts) {
            List<Owned> owners = owners(given.name(), sent);
            if (owners.isEmpty()) {
                findings.add(
                        Rule.TEXT_OWNER,
                        given.file(),
                        given.name().id(),
                        given.name().locale().toLanguageTag());
            }
            owners.forEach(owned -> {
                given(given, owned);
                concerned.putIfAbsent(owned.owner() + owned.id(), owned);
            });
            if (!platform.staffLanguages().contains(given.name().locale())) {
                findings.add(
                        Rule.TEXT_LANGUAGE,
                        given.file(),
                        given.name().locale().toLanguageTag(),
                        platform.staffLanguages().stream()
                                .map(Locale::toLanguageTag)
                                .collect(Collectors.joining(", ")));
            }
        }
        for (Owned owned : concerned.values()) {
            for (Locale language : platform.staffLanguages()) {
                missing(owned, language, newest(owned, language, texts, before));
            }
        }
    }

    private void english(Owned owned) {
        owned.words().byElement().values().stream()
                .flatMap(texts -> texts.values().stream())
                .filter(text -> FOREIGN.matcher(text).find())
                .forEach(text -> findings.add(
                        Rule.TEXT_ENGLISH,
                        owned.file(),
                        text,
                        owned.fileIn(
                                platform.staffLanguages().isEmpty()
                                        ? Locale.CHINESE
                                        : platform.staffLanguages().get(0))));
    }

    private void given(Given given, Owned owned) {
        List<String> unknown = owned.unknown(given.texts());
        if (!unknown.isEmpty()) {
            findings.add(Rule.TEXT_UNKNOWN, given.file(), places(unknown));
        }
        if (owned.schema() != null) {
            // what it lies over was checked, and this takes its place
            new FormCheck(given.file(), platform, false, findings)
                    .components(FormTexts.in(owned.schema(), given.texts()).path("components"));
        }
    }

    private void missing(Owned owned, Locale language, Optional<Given> given) {
        List<String> missing = owned.words().without(given.map(Given::texts).orElse(Texts.none()));
        if (!missing.isEmpty()) {
            findings.add(
                    Rule.TEXT_MISSING,
                    given.map(Given::file).orElse(owned.file()),
                    language.getDisplayLanguage(Locale.ENGLISH),
                    places(missing),
                    owned.fileIn(language));
        }
    }

    private static Optional<Given> newest(Owned owned, Locale language, List<Given> sent, List<Given> before) {
        return Arrays.asList(sent, before).stream()
                .flatMap(List::stream)
                .filter(given -> owned.is(given.name()) && given.name().locale().equals(language))
                .findFirst();
    }

    private static String places(List<String> places) {
        String shown = places.stream().limit(SHOWN).collect(Collectors.joining(", "));
        return places.size() <= SHOWN ? shown : shown + " and " + (places.size() - SHOWN) + " more";
    }

    private List<Owned> owners(TextFile name, List<Owned> sent) {
        List<Owned> found =
                new ArrayList<>(sent.stream().filter(owned -> owned.is(name)).toList());
        for (RunningFile file : running) {
            boolean taken = found.stream().anyMatch(owned -> owned.id().equals(file.key()));
            if (!taken && file.key().equals(name.id())) {
                deployed(file).filter(owned -> owned.is(name)).ifPresent(found::add);
            }
        }
        return found;
    }

    private Optional<Owned> deployed(RunningFile file) {
        return switch (FileKind.of(file.file())) {
            case BPMN -> process(file.key(), file.file(), file.content());
            case FORM ->
                Optional.ofNullable(new FormCheck(file.file(), platform, true, new Findings()).check(file.content()))
                        .map(form -> form(file.key(), file.file(), form.schema()));
            default -> Optional.empty();
        };
    }

    private List<Given> deployed() {
        List<Given> texts = new ArrayList<>();
        for (RunningFile file : running) {
            if (FileKind.of(file.file()) == FileKind.TEXTS) {
                read(file.file(), file.content(), new Findings()).ifPresent(texts::add);
            }
        }
        return texts;
    }

    private static Owned form(String id, String file, JsonNode schema) {
        return new Owned(Owner.FORM, id, file, FormTexts.of(schema), FormTexts.words(schema), schema);
    }

    private static Optional<Owned> process(String key, String file, byte[] xml) {
        try {
            ModelTexts model = ModelTexts.of(xml);
            return Optional.of(new Owned(Owner.PROCESS, key, file, model.texts(), model.words(), null));
        } catch (IllegalArgumentException unreadable) {
            // found by what reads it as a model
            return Optional.empty();
        }
    }
}
