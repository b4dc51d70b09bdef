package io.rapport.release;

import java.util.List;
import java.util.Set;
import java.util.TreeSet;
import java.util.stream.Stream;
import org.springframework.beans.factory.ObjectProvider;

/** Two kinds of files for tests: things, whose lines are their ids, and words, which only grow. */
final class KindsOfTests {

    private KindsOfTests() {}

    static ReleaseKinds kinds() {
        return new ReleaseKinds(new ObjectProvider<>() {
            @Override
            public Stream<ReleaseKind<?>> orderedStream() {
                return Stream.of(new Lines("things", "thing", false), new Lines("words", "word", true));
            }

            @Override
            public ReleaseKind<?> getObject() {
                throw new UnsupportedOperationException();
            }

            @Override
            public ReleaseKind<?> getObject(Object... args) {
                throw new UnsupportedOperationException();
            }

            @Override
            public ReleaseKind<?> getIfAvailable() {
                throw new UnsupportedOperationException();
            }

            @Override
            public ReleaseKind<?> getIfUnique() {
                throw new UnsupportedOperationException();
            }
        });
    }

    static ReleaseFile file(String path, String... lines) {
        return ReleaseFile.of(path, String.join("\n", lines));
    }

    private record Lines(String name, String word, boolean grows) implements ReleaseKind<List<String>> {

        @Override
        public boolean onlyGrows(String path) {
            return grows;
        }

        @Override
        @SuppressWarnings("unchecked")
        public Class<List<String>> type() {
            return (Class<List<String>>) (Class<?>) List.class;
        }

        @Override
        public boolean takes(String path) {
            return path.startsWith("processes/") && path.endsWith("." + word);
        }

        @Override
        public java.util.Optional<String> place(ReleaseFile file, ReleaseFiles live) {
            return file.path().endsWith("." + word)
                    ? java.util.Optional.of("processes/" + file.path())
                    : java.util.Optional.empty();
        }

        /** Each line that begins with a hash sign. */
        @Override
        public Set<String> ids(ReleaseFile file) {
            Set<String> ids = new TreeSet<>();
            file.text()
                    .lines()
                    .filter(line -> line.startsWith("#"))
                    .forEach(line -> ids.add(word + " " + line.substring(1)));
            return ids.isEmpty() ? Set.of(file.path()) : ids;
        }

        @Override
        public List<String> live() {
            return List.of();
        }

        @Override
        public List<String> read(ReleaseFiles files, ReleaseFindings findings) {
            return files.all().stream().map(ReleaseFile::path).toList();
        }

        @Override
        public void use(List<String> content, long release) {
            // nothing to hold
        }
    }
}
