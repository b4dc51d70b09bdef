package io.rapport.segment;

import org.yaml.snakeyaml.nodes.Node;

/**
 * A node of a YAML file.
 *
 * @param place the keys that lead to it
 * @param line on which it begins, from 1
 * @param node what stands there
 */
record YamlPart(String place, int line, Node node) {

    YamlPart child(String key, int keyLine, Node value) {
        return new YamlPart(place.isEmpty() ? key : place + "." + key, keyLine, value);
    }

    YamlPart item(int index, Node value) {
        return new YamlPart(
                place + "[" + (index + 1) + "]", value.getStartMark().getLine() + 1, value);
    }
}
