package io.rapport.gate;

import com.fasterxml.jackson.databind.JsonNode;
import io.rapport.language.FormTexts;
import io.rapport.language.ModelTexts;
import io.rapport.language.TextFile;
import io.rapport.language.TextFile.Owner;
import io.rapport.language.Texts;
import java.util.Collection;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.Set;
import java.util.function.Function;
import java.util.regex.Pattern;
import java.util.stream.Collectors;

/** Checks the texts that lie over models and forms: that none is missing, none too much, and none brings in what a form may not. */
final class TextCheck {

    /** A finding names so many places. */
    private static final int SHOWN = 5;

    private static final Pattern FOREIGN = Pattern.compile("[\\p{L}&&[^\\p{IsLatin}\\p{IsGreek}]]");

    private final List<Locale> languages;
    private final Findings findings;

    /** @param languages of staff beside English */
    TextCheck(List<Locale> languages, Findings findings) {
        this.languages = languages;
        this.findings = findings;
    }

    /**
     * Texts that stand in a file.
     *
     * @param file its path
     * @param name what it says by itself
     */
    record Given(String file, TextFile name, Texts texts) {}

    /** @param schema null for a process */
    private record Owned(Owner owner, String id, String file, Texts all, Texts words, JsonNode schema) {

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
                    RuleText.fill(Rule.TEXT_FILE.message(), e.getMessage()),
                    RuleText.fill(Rule.TEXT_FILE.fix())));
            return Optional.empty();
        }
    }

    /**
     * Checks what a change concerns: models and forms that are new or different, and those whose texts are.
     *
     * @param models all of them
     * @param content of a file, by path
     * @param texts all of them
     * @param changed paths of what is new or different
     */
    void check(ModelSet models, Function<String, byte[]> content, Collection<Given> texts, Set<String> changed) {
        for (ModelSet.Form form : models.forms().values()) {
            String id = form.schema().path("id").asText();
            concerned(Owner.FORM, id, form.file(), texts, changed, () -> Optional.of(form(id, form)));
        }
        models.processes()
                .forEach((key, process) -> concerned(
                        Owner.PROCESS,
                        key,
                        process.file(),
                        texts,
                        changed,
                        () -> process(key, process.file(), content.apply(process.file()))));
        for (Given given : texts) {
            if (changed.contains(given.file())) {
                alone(given, models);
            }
        }
    }

    /**
     * Checks texts that stay as they are.
     *
     * @param models all of them
     * @param before those that were live until now
     * @param changed paths of what is new or different
     */
    void left(ModelSet models, ModelSet before, Collection<Given> texts, Set<String> changed) {
        texts.stream()
                .filter(given -> !changed.contains(given.file()))
                .filter(given -> isOwned(given.name(), before))
                .forEach(given -> owner(given, models));
    }

    private interface Reader {
        Optional<Owned> read();
    }

    private void concerned(
            Owner owner, String id, String file, Collection<Given> texts, Set<String> changed, Reader reader) {
        List<Given> over = texts.stream()
                .filter(given ->
                        given.name().owner() == owner && given.name().id().equals(id))
                .toList();
        boolean itself = changed.contains(file);
        if (itself || over.stream().anyMatch(given -> changed.contains(given.file()))) {
            reader.read().ifPresent(owned -> {
                if (itself) {
                    english(owned);
                }
                over.forEach(given -> given(given, owned));
                languages.forEach(language -> missing(owned, language, over));
            });
        }
    }

    private void alone(Given given, ModelSet models) {
        owner(given, models);
        TextFile name = given.name();
        if (!languages.contains(name.locale())) {
            findings.add(
                    Rule.TEXT_LANGUAGE,
                    given.file(),
                    name.locale().toLanguageTag(),
                    languages.stream().map(Locale::toLanguageTag).collect(Collectors.joining(", ")));
        }
    }

    private void owner(Given given, ModelSet models) {
        TextFile name = given.name();
        if (!isOwned(name, models)) {
            findings.add(Rule.TEXT_OWNER, given.file(), name.id(), name.locale().toLanguageTag());
        }
    }

    private static boolean isOwned(TextFile name, ModelSet models) {
        return name.owner() == Owner.FORM
                ? models.forms().containsKey(name.id())
                : models.processes().containsKey(name.id());
    }

    private void english(Owned owned) {
        Locale other = languages.isEmpty() ? Locale.CHINESE : languages.get(0);
        owned.words().byElement().values().stream()
                .flatMap(texts -> texts.values().stream())
                .filter(text -> FOREIGN.matcher(text).find())
                .forEach(text -> findings.add(Rule.TEXT_ENGLISH, owned.file(), text, owned.fileIn(other)));
    }

    private void given(Given given, Owned owned) {
        List<String> unknown = owned.unknown(given.texts());
        if (!unknown.isEmpty()) {
            findings.add(Rule.TEXT_UNKNOWN, given.file(), places(unknown));
        }
        if (owned.schema() != null) {
            // what it lies over was checked, and this takes its place: what that says of itself is not said again
            List<Finding> ofTheForm = shown(given.file(), owned.schema());
            shown(given.file(), FormTexts.in(owned.schema(), given.texts())).stream()
                    .filter(finding -> !ofTheForm.contains(finding))
                    .forEach(findings::add);
        }
    }

    private static List<Finding> shown(String file, JsonNode form) {
        Findings found = new Findings();
        new FormCheck(file, null, false, found).components(form.path("components"));
        return found.list();
    }

    private void missing(Owned owned, Locale language, List<Given> over) {
        Optional<Given> given = over.stream()
                .filter(one -> one.name().locale().equals(language))
                .findFirst();
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

    private static String places(List<String> places) {
        String shown = places.stream().limit(SHOWN).collect(Collectors.joining(", "));
        return places.size() <= SHOWN ? shown : shown + " and " + (places.size() - SHOWN) + " more";
    }

    private static Owned form(String id, ModelSet.Form form) {
        return new Owned(
                Owner.FORM,
                id,
                form.file(),
                FormTexts.of(form.schema()),
                FormTexts.words(form.schema()),
                form.schema());
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
