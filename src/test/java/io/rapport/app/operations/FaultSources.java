package io.rapport.app.operations;

import com.sun.source.tree.BinaryTree;
import com.sun.source.tree.CaseTree;
import com.sun.source.tree.ClassTree;
import com.sun.source.tree.CompilationUnitTree;
import com.sun.source.tree.ConditionalExpressionTree;
import com.sun.source.tree.ExpressionTree;
import com.sun.source.tree.IdentifierTree;
import com.sun.source.tree.LambdaExpressionTree;
import com.sun.source.tree.LiteralTree;
import com.sun.source.tree.MemberSelectTree;
import com.sun.source.tree.MethodInvocationTree;
import com.sun.source.tree.MethodTree;
import com.sun.source.tree.NewClassTree;
import com.sun.source.tree.ParenthesizedTree;
import com.sun.source.tree.ReturnTree;
import com.sun.source.tree.SwitchExpressionTree;
import com.sun.source.tree.Tree;
import com.sun.source.tree.Tree.Kind;
import com.sun.source.tree.VariableTree;
import com.sun.source.tree.YieldTree;
import com.sun.source.util.JavacTask;
import com.sun.source.util.TreeScanner;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import javax.tools.JavaCompiler;
import javax.tools.StandardJavaFileManager;
import javax.tools.ToolProvider;

/**
 * What the sources can say about files of a release: each string that they hand to what raises a fault, put together as it is
 * written there. A value that is known when it is said only stands as {@link #VALUE}.
 */
final class FaultSources {

    /** Stands for a value in what was found. */
    static final String VALUE = "\u0001";

    static final Path ROOT = Path.of("src/main/java/io/rapport");
    private static final Pattern WORD = Pattern.compile("[A-Za-z]{2}");

    /** A sentence, or what stands at a place of one. */
    enum Role {
        SENTENCE,
        PART
    }

    /**
     * What raises faults.
     *
     * @param files in which, as a pattern of their paths
     * @param name as a pattern: of the method or class, with its receiver ({@code this} for none) and its first argument where
     *     others are called so; of the method whose return values are meant; or of a variable, behind {@code var}
     * @param fromEnd which arguments, counted from the last as 1; none for what a method returns and a variable is
     * @param role of those arguments
     * @param before what stands before the first of them in the sentence
     */
    record Raiser(String files, String name, List<Integer> fromEnd, Role role, String before) {

        static Raiser sentences(String files, String name, Integer... fromEnd) {
            return new Raiser(files, name, List.of(fromEnd), Role.SENTENCE, "");
        }

        static Raiser parts(String files, String name, Integer... fromEnd) {
            return new Raiser(files, name, List.of(fromEnd), Role.PART, "");
        }
    }

    /** @param at in which file, for who reads a failure */
    record Said(Role role, String text, String at) {}

    private final List<Raiser> raisers;
    private final Set<Said> found = new LinkedHashSet<>();

    private FaultSources(List<Raiser> raisers) {
        this.raisers = raisers;
    }

    /** @return what they can say, without what has no words of its own */
    static Set<Said> of(List<Raiser> raisers) throws IOException {
        FaultSources sources = new FaultSources(raisers);
        JavaCompiler compiler = ToolProvider.getSystemJavaCompiler();
        try (StandardJavaFileManager manager = compiler.getStandardFileManager(null, null, StandardCharsets.UTF_8)) {
            List<Path> concerned = files().stream()
                    .filter(file -> raisers.stream().anyMatch(raiser -> file.matches(raiser.files())))
                    .map(ROOT::resolve)
                    .toList();
            JavacTask task = (JavacTask) compiler.getTask(
                    null, manager, null, List.of("-proc:none"), null, manager.getJavaFileObjectsFromPaths(concerned));
            for (CompilationUnitTree unit : task.parse()) {
                sources.new Reading(unit).scan(unit, null);
            }
        }
        return sources.found;
    }

    /** @return the paths of all sources below {@link #ROOT} */
    static List<String> files() throws IOException {
        try (Stream<Path> files = Files.walk(ROOT)) {
            return files.filter(file -> file.toString().endsWith(".java"))
                    .map(FaultSources::path)
                    .sorted()
                    .toList();
        }
    }

    private static String path(Path file) {
        return ROOT.relativize(file).toString().replace('\\', '/');
    }

    private final class Reading extends TreeScanner<Void, Void> {

        private final CompilationUnitTree unit;
        private final List<Raiser> own;
        private final Map<String, ExpressionTree> constants = new HashMap<>();
        private Map<String, ExpressionTree> locals = new HashMap<>();
        private String method = "";

        Reading(CompilationUnitTree unit) {
            this.unit = unit;
            this.own = raisers.stream()
                    .filter(raiser -> file().matches(raiser.files()))
                    .toList();
        }

        private String file() {
            return path(Path.of("")
                    .toAbsolutePath()
                    .relativize(Path.of(unit.getSourceFile().toUri())));
        }

        @Override
        public Void visitClass(ClassTree type, Void none) {
            for (Tree member : type.getMembers()) {
                if (member instanceof VariableTree field && field.getInitializer() != null) {
                    constants.put(field.getName().toString(), field.getInitializer());
                }
            }
            return super.visitClass(type, none);
        }

        @Override
        public Void visitMethod(MethodTree tree, Void none) {
            Map<String, ExpressionTree> before = locals;
            String outer = method;
            locals = new HashMap<>();
            method = tree.getName().toString();
            super.visitMethod(tree, none);
            locals = before;
            method = outer;
            return none;
        }

        @Override
        public Void visitVariable(VariableTree variable, Void none) {
            if (variable.getInitializer() != null) {
                locals.put(variable.getName().toString(), variable.getInitializer());
                for (Raiser raiser : own) {
                    if (("var " + variable.getName()).matches(raiser.name())) {
                        said(raiser, "", variable.getInitializer());
                    }
                }
            }
            return super.visitVariable(variable, none);
        }

        @Override
        public Void visitMethodInvocation(MethodInvocationTree call, Void none) {
            raised(call.getMethodSelect(), call.getArguments());
            return super.visitMethodInvocation(call, none);
        }

        @Override
        public Void visitNewClass(NewClassTree made, Void none) {
            raised(made.getIdentifier(), made.getArguments());
            return super.visitNewClass(made, none);
        }

        @Override
        public Void visitReturn(ReturnTree result, Void none) {
            for (Raiser raiser : own) {
                if (raiser.fromEnd().isEmpty() && raiser.name().equals(method)) {
                    said(raiser, "", result.getExpression());
                }
            }
            return super.visitReturn(result, none);
        }

        private static String lastName(Tree tree) {
            return tree instanceof MemberSelectTree select
                    ? select.getIdentifier().toString()
                    : tree.toString();
        }

        private void raised(Tree called, List<? extends ExpressionTree> arguments) {
            String name = called instanceof MemberSelectTree ? called.toString() : "this." + called;
            String withFirst = arguments.isEmpty() ? name : name + "(" + arguments.get(0);
            for (Raiser raiser : own) {
                if (name.startsWith("LOG.")
                        || Stream.of(lastName(called), name, withFirst)
                                .noneMatch(said -> said.matches(raiser.name()))) {
                    continue;
                }
                String before = raiser.before();
                for (int fromEnd : raiser.fromEnd()) {
                    if (fromEnd <= arguments.size()) {
                        said(raiser, before, arguments.get(arguments.size() - fromEnd));
                    }
                    before = "";
                }
            }
        }

        private void said(Raiser raiser, String before, ExpressionTree expression) {
            for (String text : texts(expression, 0)) {
                if (WORD.matcher(text.replace(VALUE, "")).find()) {
                    found.add(new Said(raiser.role(), before + text, file()));
                }
            }
        }

        /** @return all that an expression can be, with {@link #VALUE} for what is no text of the source */
        private List<String> texts(ExpressionTree expression, int depth) {
            if (depth > 20) {
                return List.of(VALUE);
            }
            if (expression instanceof ParenthesizedTree inner) {
                return texts(inner.getExpression(), depth + 1);
            }
            if (expression instanceof LiteralTree literal && literal.getKind() == Kind.STRING_LITERAL) {
                return List.of((String) literal.getValue());
            }
            if (expression instanceof BinaryTree binary && binary.getKind() == Kind.PLUS) {
                List<String> all = new ArrayList<>();
                for (String left : texts(binary.getLeftOperand(), depth + 1)) {
                    texts(binary.getRightOperand(), depth + 1).forEach(right -> all.add(left + right));
                }
                return all;
            }
            if (expression instanceof ConditionalExpressionTree choice) {
                List<String> all = new ArrayList<>(texts(choice.getTrueExpression(), depth + 1));
                all.addAll(texts(choice.getFalseExpression(), depth + 1));
                return all;
            }
            if (expression instanceof SwitchExpressionTree choice) {
                List<String> all = new ArrayList<>();
                choice.getCases().forEach(one -> all.addAll(texts(one, depth + 1)));
                return all;
            }
            if (expression instanceof LambdaExpressionTree function
                    && function.getBody() instanceof ExpressionTree given) {
                return texts(given, depth + 1);
            }
            if (expression instanceof IdentifierTree name) {
                ExpressionTree known = locals.getOrDefault(
                        name.getName().toString(), constants.get(name.getName().toString()));
                return known == null || !isText(known) ? List.of(VALUE) : texts(known, depth + 1);
            }
            return List.of(VALUE);
        }

        private List<String> texts(CaseTree choice, int depth) {
            if (choice.getBody() instanceof ExpressionTree expression) {
                return texts(expression, depth);
            }
            List<String> all = new ArrayList<>();
            new TreeScanner<Void, Void>() {
                @Override
                public Void visitYield(YieldTree result, Void none) {
                    all.addAll(texts(result.getValue(), depth));
                    return none;
                }
            }.scan(choice, null);
            return all;
        }

        /** Whether what a name stands for is written as text, at least in part. */
        private static boolean isText(ExpressionTree expression) {
            boolean[] text = new boolean[1];
            new TreeScanner<Void, Void>() {
                @Override
                public Void visitLiteral(LiteralTree literal, Void none) {
                    text[0] |= literal.getKind() == Kind.STRING_LITERAL;
                    return none;
                }

                @Override
                public Void visitMethodInvocation(MethodInvocationTree call, Void none) {
                    // what a call gives is a value
                    return none;
                }

                @Override
                public Void visitNewClass(NewClassTree made, Void none) {
                    return none;
                }
            }.scan(expression, null);
            return text[0];
        }
    }
}
