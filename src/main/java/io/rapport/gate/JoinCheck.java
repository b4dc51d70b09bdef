package io.rapport.gate;

import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Set;
import java.util.stream.Stream;

/**
 * Checks parallel gateways that join: whether an instance can come to them on all their flows, and whether it does
 * whichever way it takes. Each process and subprocess is checked by itself, since no flow leads out of it.
 */
final class JoinCheck {

    private final ProcessModel model;
    private final Findings findings;

    JoinCheck(ProcessModel model, Findings findings) {
        this.model = model;
        this.findings = findings;
    }

    void check() {
        Stream.concat(
                        Stream.of(model.element()),
                        model.nodes().values().stream().filter(node -> node.is("subProcess", "transaction")))
                .forEach(scope -> new Scope(scope).check());
    }

    /** The nodes and flows of one process or subprocess. */
    private final class Scope {

        private final List<XmlElement> nodes;
        private final List<XmlElement> flows;
        private final Map<String, List<Integer>> into = new HashMap<>();
        private final Map<String, List<Integer>> outOf = new HashMap<>();
        private final boolean[] reached;

        /** Whether two flows can be taken so that an instance stands behind both at once. */
        private final boolean[][] together;

        private boolean changed;

        Scope(XmlElement scope) {
            nodes = model.nodes().values().stream()
                    .filter(node -> node.parent() == scope)
                    .toList();
            flows = scope.children("sequenceFlow").toList();
            for (int flow = 0; flow < flows.size(); flow++) {
                put(into, flows.get(flow).attribute("targetRef"), flow);
                put(outOf, flows.get(flow).attribute("sourceRef"), flow);
            }
            reached = new boolean[flows.size()];
            together = new boolean[flows.size()][flows.size()];
        }

        private static void put(Map<String, List<Integer>> map, String node, int flow) {
            map.computeIfAbsent(Objects.toString(node, ""), id -> new ArrayList<>())
                    .add(flow);
        }

        void check() {
            List<XmlElement> joins = nodes.stream().filter(this::isJoin).toList();
            if (joins.isEmpty()) {
                return;
            }
            do {
                changed = false;
                nodes.forEach(this::pass);
            } while (changed);
            joins.forEach(this::join);
        }

        private List<Integer> into(XmlElement node) {
            return into.getOrDefault(node.id(), List.of());
        }

        private List<Integer> outOf(XmlElement node) {
            return outOf.getOrDefault(node.id(), List.of());
        }

        private boolean isJoin(XmlElement node) {
            return node.is("parallelGateway") && into(node).size() > 1;
        }

        // which flows can be taken together: more than the engine would, never less

        private void pass(XmlElement node) {
            boolean join = isJoin(node);
            if (node.is("boundaryEvent") || !(join ? canJoin(node) : begins(node))) {
                return;
            }
            List<Integer> own = ways(node);
            own.forEach(this::reach);
            if (!node.is("exclusiveGateway", "eventBasedGateway")) {
                pairs(own, own, false);
            }
            List<Integer> all = new ArrayList<>(own);
            for (XmlElement attached : model.attachedTo(node)) {
                List<Integer> boundary = outOf(attached);
                boundary.forEach(this::reach);
                pairs(boundary, boundary, false);
                if ("false".equals(attached.attribute("cancelActivity"))) {
                    // beside what goes on, and maybe again
                    pairs(boundary, boundary, true);
                    pairs(boundary, all, true);
                }
                all.addAll(boundary);
            }
            beside(node, join, all);
        }

        private boolean begins(XmlElement node) {
            return node.is("startEvent")
                    || into(node).stream().anyMatch(flow -> reached[flow])
                    || node.has("linkEventDefinition") && node.is("intermediateCatchEvent");
        }

        /** Where the engine counts who has come, the same flow twice is enough. */
        private boolean canJoin(XmlElement node) {
            List<Integer> flowsIn = into(node);
            return flowsIn.stream().allMatch(flow -> reached[flow])
                            && flowsIn.stream().allMatch(one -> flowsIn.stream()
                                    .allMatch(other -> one.equals(other) || together[one][other]))
                    || flowsIn.stream().anyMatch(flow -> together[flow][flow]);
        }

        /** @return the flows that lead on from a node, over a link to where it leads */
        private List<Integer> ways(XmlElement node) {
            if (!node.is("intermediateThrowEvent") || !node.has("linkEventDefinition")) {
                return outOf(node);
            }
            return model.reachableFrom(node).stream()
                    .flatMap(linked -> outOf(linked).stream())
                    .toList();
        }

        private void reach(int flow) {
            changed |= !reached[flow];
            reached[flow] = true;
        }

        private void pairs(List<Integer> some, List<Integer> others, boolean alsoItself) {
            for (int one : some) {
                for (int other : others) {
                    if (one != other || alsoItself) {
                        join(one, other);
                    }
                }
            }
        }

        private void join(int one, int other) {
            changed |= !together[one][other];
            together[one][other] = true;
            together[other][one] = true;
        }

        /** What stood beside the way to a node stands beside the way on. */
        private void beside(XmlElement node, boolean join, List<Integer> on) {
            List<Integer> flowsIn = into(node);
            for (int other = 0; other < flows.size(); other++) {
                int flow = other;
                boolean stands = join
                        ? !flowsIn.contains(flow) && flowsIn.stream().allMatch(in -> together[in][flow])
                        : flowsIn.stream().anyMatch(in -> together[in][flow]);
                if (stands) {
                    on.forEach(way -> join(way, flow));
                }
            }
        }

        // what is to be said of a join

        private void join(XmlElement join) {
            if (!canJoin(join)) {
                List<Integer> flowsIn = into(join);
                for (int one : flowsIn) {
                    for (int other : flowsIn) {
                        if (one < other && !together[one][other]) {
                            findings.add(Rule.JOIN_NEVER, model.file(), join, source(one), source(other));
                            return;
                        }
                    }
                }
                return;
            }
            Set<XmlElement> missing = missing(join);
            for (XmlElement split : nodes) {
                List<Integer> towards = split.is("parallelGateway")
                        ? outOf(split).stream()
                                .filter(flow -> leadsTo(target(flow), join))
                                .toList()
                        : List.of();
                if (towards.size() > 1) {
                    for (int flow : towards) {
                        if (missing.contains(target(flow))) {
                            findings.add(Rule.JOIN_MAY_WAIT, model.file(), join, name(target(flow)), name(split));
                            return;
                        }
                    }
                }
            }
        }

        /** @return from where an instance may come to an end without coming to the join, all that it consists of there */
        private Set<XmlElement> missing(XmlElement join) {
            Set<XmlElement> missing = new HashSet<>();
            boolean more = true;
            while (more) {
                more = false;
                for (XmlElement node : nodes) {
                    if (node != join && !missing.contains(node) && misses(node, missing)) {
                        more = missing.add(node);
                    }
                }
            }
            return missing;
        }

        private boolean misses(XmlElement node, Set<XmlElement> missing) {
            List<Integer> on = ways(node);
            boolean atBoundary = model.attachedTo(node).stream()
                    .filter(attached -> !"false".equals(attached.attribute("cancelActivity")))
                    .anyMatch(missing::contains);
            if (on.isEmpty()) {
                // these end more than themselves
                boolean endsAll = node.has("terminateEventDefinition")
                        || node.has("errorEventDefinition")
                        || node.has("cancelEventDefinition");
                return atBoundary || !endsAll;
            }
            Stream<XmlElement> next = on.stream().map(this::target).filter(Objects::nonNull);
            return atBoundary
                    || (node.is("exclusiveGateway", "eventBasedGateway")
                            ? next.anyMatch(missing::contains)
                            : next.allMatch(missing::contains));
        }

        private boolean leadsTo(XmlElement from, XmlElement join) {
            Set<XmlElement> seen = new HashSet<>();
            List<XmlElement> open = new ArrayList<>();
            open.add(from);
            while (!open.isEmpty()) {
                XmlElement node = open.remove(open.size() - 1);
                if (node == join) {
                    return true;
                }
                if (node != null && seen.add(node)) {
                    ways(node).forEach(flow -> open.add(target(flow)));
                    open.addAll(model.attachedTo(node));
                }
            }
            return false;
        }

        private XmlElement target(int flow) {
            return model.nodes().get(flows.get(flow).attribute("targetRef"));
        }

        private String source(int flow) {
            XmlElement from = model.nodes().get(flows.get(flow).attribute("sourceRef"));
            return from == null ? flows.get(flow).id() : name(from);
        }

        private static String name(XmlElement node) {
            String name = Objects.toString(node.attribute("name"), "").strip();
            return name.isEmpty() ? "'" + node.id() + "'" : "'" + name + "'";
        }
    }
}
