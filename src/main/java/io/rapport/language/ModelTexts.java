package io.rapport.language;

import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.io.StringWriter;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.regex.Pattern;
import javax.xml.XMLConstants;
import javax.xml.parsers.DocumentBuilderFactory;
import javax.xml.parsers.ParserConfigurationException;
import javax.xml.transform.OutputKeys;
import javax.xml.transform.Transformer;
import javax.xml.transform.TransformerException;
import javax.xml.transform.TransformerFactory;
import javax.xml.transform.dom.DOMSource;
import javax.xml.transform.stream.StreamResult;
import org.w3c.dom.Document;
import org.w3c.dom.Element;
import org.w3c.dom.Node;
import org.xml.sax.SAXException;

/**
 * The texts of a BPMN model, by id of the element: {@code name} (of the process, too), {@code documentation} of user tasks,
 * {@code text} of annotations, and {@code why} there is a task, which its property of that name says.
 */
public final class ModelTexts {

    private static final String BPMN = "http://www.omg.org/spec/BPMN/20100524/MODEL";
    private static final String CAMUNDA = "http://camunda.org/schema/1.0/bpmn";

    /** Their names are for machines. */
    private static final Set<String> CODES = Set.of(
            "definitions",
            "message",
            "signal",
            "error",
            "escalation",
            "interface",
            "operation",
            "import",
            "itemDefinition",
            "dataInput",
            "dataOutput",
            "resource");

    private static final String WHY = "why";
    private static final Pattern WORD = Pattern.compile("\\p{L}{2}");

    private final Document document;

    private ModelTexts(Document document) {
        this.document = document;
    }

    /**
     * Reads a model.
     *
     * @param xml the content of a {@code .bpmn} file
     * @return its texts
     * @throws IllegalArgumentException if it is no XML, or has a document type
     */
    public static ModelTexts of(byte[] xml) {
        try {
            DocumentBuilderFactory factory = DocumentBuilderFactory.newDefaultInstance();
            factory.setNamespaceAware(true);
            factory.setFeature(XMLConstants.FEATURE_SECURE_PROCESSING, true);
            factory.setFeature("http://apache.org/xml/features/disallow-doctype-decl", true);
            return new ModelTexts(factory.newDocumentBuilder().parse(new ByteArrayInputStream(xml)));
        } catch (SAXException | IOException | ParserConfigurationException e) {
            throw new IllegalArgumentException("no model that can be read", e);
        }
    }

    /** @return what the model says to people */
    public Texts texts() {
        Map<String, Map<String, String>> all = new LinkedHashMap<>();
        for (Element element : elements()) {
            Map<String, String> texts = new LinkedHashMap<>();
            put(texts, "name", element.getAttribute("name"));
            if (element.getLocalName().equals("textAnnotation")) {
                put(texts, "text", child(element, "text"));
            }
            if (element.getLocalName().equals("userTask")) {
                put(texts, "documentation", child(element, "documentation"));
                put(texts, WHY, property(element, WHY));
            }
            if (!texts.isEmpty()) {
                all.put(element.getAttribute("id"), texts);
            }
        }
        return new Texts(all);
    }

    /** @return what of it is words, so that another language has others */
    public Texts words() {
        Map<String, Map<String, String>> words = new LinkedHashMap<>();
        texts().byElement().forEach((id, texts) -> {
            Map<String, String> kept = new LinkedHashMap<>(texts);
            kept.values().removeIf(text -> !WORD.matcher(text).find());
            if (!kept.isEmpty()) {
                words.put(id, kept);
            }
        });
        return new Texts(words);
    }

    /**
     * @param name of a property that the Modeler sets
     * @return its value by id of the user task
     */
    public Map<String, String> properties(String name) {
        Map<String, String> values = new LinkedHashMap<>();
        for (Element element : elements()) {
            String value = element.getLocalName().equals("userTask") ? property(element, name) : "";
            if (!value.isEmpty()) {
                values.put(element.getAttribute("id"), value);
            }
        }
        return values;
    }

    /**
     * @param texts in the reader's language
     * @return the model with these texts; what has none keeps its own
     */
    public String in(Texts texts) {
        ModelTexts copy = new ModelTexts((Document) document.cloneNode(true));
        for (Element element : copy.elements()) {
            Map<String, String> own = texts.of(element.getAttribute("id"));
            if (own.containsKey("name") && element.hasAttribute("name")) {
                element.setAttribute("name", own.get("name"));
            }
            replace(element, "text", own.get("text"));
            replace(element, "documentation", own.get("documentation"));
        }
        return copy.xml();
    }

    private String xml() {
        try {
            StringWriter xml = new StringWriter();
            TransformerFactory factory = TransformerFactory.newDefaultInstance();
            factory.setFeature(XMLConstants.FEATURE_SECURE_PROCESSING, true);
            Transformer transformer = factory.newTransformer();
            transformer.setOutputProperty(OutputKeys.ENCODING, "UTF-8");
            transformer.transform(new DOMSource(document), new StreamResult(xml));
            return xml.toString();
        } catch (TransformerException e) {
            throw new IllegalStateException("a model that was read cannot be written", e);
        }
    }

    /** Those that have an id and may have texts for people. */
    private List<Element> elements() {
        List<Element> found = new ArrayList<>();
        collect(document.getDocumentElement(), found);
        return found;
    }

    private static void collect(Element element, List<Element> found) {
        if (BPMN.equals(element.getNamespaceURI())
                && element.hasAttribute("id")
                && !CODES.contains(element.getLocalName())) {
            found.add(element);
        }
        for (Node child = element.getFirstChild(); child != null; child = child.getNextSibling()) {
            if (child instanceof Element inner) {
                collect(inner, found);
            }
        }
    }

    private static void put(Map<String, String> texts, String attribute, String text) {
        if (!text.isBlank()) {
            texts.put(attribute, text);
        }
    }

    private static String child(Element parent, String name) {
        Element child = first(parent, BPMN, name);
        return child == null ? "" : child.getTextContent();
    }

    private static void replace(Element parent, String name, String text) {
        Element child = text == null ? null : first(parent, BPMN, name);
        if (child != null) {
            child.setTextContent(text);
        }
    }

    private static String property(Element task, String name) {
        Element extensions = first(task, BPMN, "extensionElements");
        Element properties = extensions == null ? null : first(extensions, CAMUNDA, "properties");
        for (Node child = properties == null ? null : properties.getFirstChild();
                child != null;
                child = child.getNextSibling()) {
            if (child instanceof Element property && name.equals(property.getAttribute("name"))) {
                return property.getAttribute("value");
            }
        }
        return "";
    }

    private static Element first(Element parent, String namespace, String name) {
        for (Node child = parent.getFirstChild(); child != null; child = child.getNextSibling()) {
            if (child instanceof Element element
                    && namespace.equals(element.getNamespaceURI())
                    && name.equals(element.getLocalName())) {
                return element;
            }
        }
        return null;
    }
}
