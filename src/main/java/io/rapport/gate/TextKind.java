package io.rapport.gate;

import io.rapport.language.StaffLanguages;
import io.rapport.language.TextFile;
import io.rapport.language.TextFile.Owner;
import io.rapport.release.Candidate;
import io.rapport.release.ReleaseFile;
import io.rapport.release.ReleaseFiles;
import io.rapport.release.ReleaseFinding;
import io.rapport.release.ReleaseFindings;
import io.rapport.release.ReleaseKind;
import java.util.Collection;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Collectors;

/**
 * Texts in the languages of staff as files of a release. They are deployed to the engine with the models that they lie over
 * ({@link ModelDeployment}), and read from there.
 */
final class TextKind implements ReleaseKind<ReleasedTexts> {

    private static final String FORMS = "forms/";
    private static final String PROCESSES = "processes/";

    private final StaffLanguages languages;

    private volatile ReleasedTexts live = new ReleasedTexts(Map.of());

    TextKind(StaffLanguages languages) {
        this.languages = languages;
    }

    @Override
    public String name() {
        return "texts in the languages of staff";
    }

    @Override
    public Class<ReleasedTexts> type() {
        return ReleasedTexts.class;
    }

    @Override
    public boolean takes(String path) {
        return TextFile.of(path)
                .filter(file -> file.owner() == Owner.FORM && path.startsWith(FORMS)
                        || file.owner() == Owner.PROCESS && path.startsWith(PROCESSES))
                .isPresent();
    }

    /** Beside the form of that id if there is one, else beside the process. */
    @Override
    public Optional<String> place(ReleaseFile file, ReleaseFiles files) {
        return TextFile.of(file.path())
                .map(name -> (files.at(FORMS + name.id() + ".form").isPresent() ? FORMS : PROCESSES) + file.path());
    }

    @Override
    public ReleasedTexts live() {
        return live;
    }

    @Override
    public ReleasedTexts read(ReleaseFiles files, ReleaseFindings findings) {
        Findings found = new Findings();
        Map<String, TextCheck.Given> texts = new LinkedHashMap<>();
        for (ReleaseFile file : files.current()) {
            TextCheck.read(file.path(), file.bytes(), found).ifPresent(given -> texts.put(file.path(), given));
        }
        found.list().forEach(finding -> findings.add(finding.ofRelease()));
        return new ReleasedTexts(texts);
    }

    @Override
    public void check(Candidate candidate, ReleaseFindings findings) {
        Findings found = new Findings();
        TextCheck check = new TextCheck(languages.others(), found);
        ModelSet models = candidate.content(ReleasedModels.class).models();
        Collection<TextCheck.Given> texts =
                candidate.content(ReleasedTexts.class).byPath().values();
        Set<String> changed = new HashSet<>(candidate.changes());
        check.check(models, path -> candidate.files().at(path).orElseThrow().bytes(), texts, changed);
        check.left(models, candidate.contentBefore(ReleasedModels.class).models(), texts, changed);
        // a designer who has to draw a model anew is not asked for its texts in other languages
        Set<String> foreign = findings.list().stream()
                .filter(finding -> finding.rule().equals(Rule.PLATFORM.id()))
                .map(ReleaseFinding::file)
                .collect(Collectors.toSet());
        found.list().stream()
                .filter(finding -> !foreign.contains(finding.file()))
                .forEach(finding -> findings.add(
                        changed.contains(finding.file())
                                ? finding.ofRelease()
                                : ModelKind.withWhatItNames(finding.ofRelease(), finding.rule())));
    }

    @Override
    public void use(ReleasedTexts content, long release) {
        live = content;
    }
}
