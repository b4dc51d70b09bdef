package io.rapport.template;

import io.rapport.release.ReleaseFile;
import io.rapport.release.ReleaseFiles;
import io.rapport.release.ReleaseFindings;
import io.rapport.release.ReleaseKind;
import io.rapport.template.CatalogueException.MessageFault;
import java.nio.file.Path;
import java.util.Optional;
import java.util.Set;

/** Messages as files of a release: {@code messages/}, the brand and the partials included. */
final class MessageKind implements ReleaseKind<MessageTypes> {

    static final String NAME = "messages";

    private final MessageCatalogue catalogue;
    private final MessageTypes types;

    MessageKind(MessageCatalogue catalogue, MessageTypes types) {
        this.catalogue = catalogue;
        this.types = types;
    }

    /** Whether a file is one of the messages, by its path in a release. */
    static boolean isMessageFile(String path) {
        return path.startsWith(MessageSources.FOLDER)
                && path.split("/").length <= 3
                && MessageSources.concerns(Path.of(path));
    }

    @Override
    public String name() {
        return NAME;
    }

    @Override
    public Class<MessageTypes> type() {
        return MessageTypes.class;
    }

    @Override
    public boolean takes(String path) {
        return isMessageFile(path);
    }

    @Override
    public Optional<String> place(ReleaseFile file, ReleaseFiles live) {
        return file.path().equals("brand.yaml") ? Optional.of(MessageSources.FOLDER + file.path()) : Optional.empty();
    }

    @Override
    public Set<String> ids(ReleaseFile file) {
        return Set.of("message " + file.path().substring(MessageSources.FOLDER.length()));
    }

    @Override
    public MessageTypes live() {
        return types;
    }

    @Override
    public MessageTypes read(ReleaseFiles files, ReleaseFindings findings) {
        try {
            MessageCatalogue read = catalogue.read(files);
            read.faults().forEach(fault -> add(fault, findings));
            return new MessageTypes(read);
        } catch (CatalogueException e) {
            e.faults().forEach(fault -> add(fault, findings));
            return null;
        }
    }

    private static void add(MessageFault fault, ReleaseFindings findings) {
        findings.error(MessageSources.FOLDER + fault.file(), place(fault), fault.what(), fault.fix());
    }

    private static String place(MessageFault fault) {
        String line = fault.line() == null ? "" : "line " + fault.line();
        return fault.locale() == null || fault.file().contains(fault.locale())
                ? line
                : (line + " [" + fault.locale() + "]").strip();
    }

    @Override
    public void use(MessageTypes content, long release) {
        catalogue.use(content.catalogue());
    }
}
