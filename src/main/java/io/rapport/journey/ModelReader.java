package io.rapport.journey;

import java.io.ByteArrayInputStream;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import javax.xml.XMLConstants;
import javax.xml.parsers.DocumentBuilderFactory;
import javax.xml.parsers.ParserConfigurationException;
import javax.xml.stream.XMLInputFactory;
import javax.xml.stream.XMLStreamException;
import javax.xml.stream.XMLStreamReader;
import javax.xml.validation.SchemaFactory;
import org.camunda.bpm.model.bpmn.Bpmn;
import org.camunda.bpm.model.bpmn.BpmnModelInstance;
import org.camunda.bpm.model.bpmn.impl.BpmnModelConstants;
import org.camunda.bpm.model.bpmn.impl.BpmnModelInstanceImpl;
import org.camunda.bpm.model.dmn.Dmn;
import org.camunda.bpm.model.dmn.DmnModelException;
import org.camunda.bpm.model.dmn.DmnModelInstance;
import org.camunda.bpm.model.dmn.impl.DmnModelConstants;
import org.camunda.bpm.model.dmn.impl.DmnModelInstanceImpl;
import org.camunda.bpm.model.xml.ModelParseException;
import org.camunda.bpm.model.xml.impl.ModelImpl;
import org.camunda.bpm.model.xml.impl.util.DomUtil;
import org.camunda.bpm.model.xml.instance.DomDocument;
import org.xml.sax.SAXException;

/**
 * Reads models as the engine's library does, but for the schemas: the library compiles those of all versions of a standard
 * anew for each file, and checks each file twice. Here the schema of the file's own version is compiled when the first file
 * needs it.
 */
public final class ModelReader {

    private static final Map<String, String> SCHEMAS = Map.of(
            BpmnModelConstants.BPMN20_NS, BpmnModelConstants.BPMN_20_SCHEMA_LOCATION,
            DmnModelConstants.DMN15_NS, DmnModelConstants.DMN_15_SCHEMA_LOCATION,
            DmnModelConstants.DMN14_NS, DmnModelConstants.DMN_14_SCHEMA_LOCATION,
            DmnModelConstants.DMN13_NS, DmnModelConstants.DMN_13_SCHEMA_LOCATION,
            DmnModelConstants.DMN12_NS, DmnModelConstants.DMN_12_SCHEMA_LOCATION,
            DmnModelConstants.DMN11_NS, DmnModelConstants.DMN_11_SCHEMA_LOCATION,
            DmnModelConstants.DMN11_ALTERNATIVE_NS, DmnModelConstants.DMN_11_ALTERNATIVE_SCHEMA_LOCATION);

    private static final Map<String, DocumentBuilderFactory> PARSERS = new ConcurrentHashMap<>();

    private static final XMLInputFactory PEEK = XMLInputFactory.newDefaultFactory();

    static {
        PEEK.setProperty(XMLInputFactory.SUPPORT_DTD, false);
        PEEK.setProperty(XMLInputFactory.IS_SUPPORTING_EXTERNAL_ENTITIES, false);
    }

    private ModelReader() {}

    /**
     * Reads a process model.
     *
     * @param file BPMN
     * @return the model
     * @throws ModelParseException if it is none, or breaks the schema
     */
    public static BpmnModelInstance bpmn(byte[] file) {
        // a file of the other standard is for the library to refuse
        if (!BpmnModelConstants.BPMN20_NS.equals(namespace(file))) {
            return Bpmn.readModelFromStream(new ByteArrayInputStream(file));
        }
        return new BpmnModelInstanceImpl(
                (ModelImpl) Bpmn.INSTANCE.getBpmnModel(),
                Bpmn.INSTANCE.getBpmnModelBuilder(),
                document(file, BpmnModelConstants.BPMN20_NS));
    }

    /**
     * Reads decisions.
     *
     * @param file DMN of any version
     * @return the model
     * @throws DmnModelException if it is none, or breaks the schema
     */
    public static DmnModelInstance dmn(byte[] file) {
        String namespace = namespace(file);
        if (!SCHEMAS.containsKey(namespace) || namespace.equals(BpmnModelConstants.BPMN20_NS)) {
            return Dmn.readModelFromStream(new ByteArrayInputStream(file));
        }
        try {
            return new DmnModelInstanceImpl(
                    (ModelImpl) Dmn.INSTANCE.getDmnModel(),
                    Dmn.INSTANCE.getDmnModelBuilder(),
                    document(file, namespace));
        } catch (ModelParseException e) {
            throw new DmnModelException("Unable to parse model", e);
        }
    }

    private static DomDocument document(byte[] file, String namespace) {
        DocumentBuilderFactory parser = PARSERS.computeIfAbsent(namespace, ModelReader::parser);
        // it is not made for several threads
        synchronized (parser) {
            return DomUtil.parseInputStream(parser, new ByteArrayInputStream(file));
        }
    }

    private static DocumentBuilderFactory parser(String namespace) {
        try {
            DocumentBuilderFactory parser = DocumentBuilderFactory.newDefaultInstance();
            parser.setNamespaceAware(true);
            parser.setFeature(XMLConstants.FEATURE_SECURE_PROCESSING, true);
            parser.setFeature("http://apache.org/xml/features/disallow-doctype-decl", true);
            parser.setFeature("http://xml.org/sax/features/external-general-entities", false);
            parser.setFeature("http://xml.org/sax/features/external-parameter-entities", false);
            parser.setXIncludeAware(false);
            parser.setExpandEntityReferences(false);
            parser.setSchema(SchemaFactory.newDefaultInstance()
                    .newSchema(ModelReader.class.getClassLoader().getResource(SCHEMAS.get(namespace))));
            return parser;
        } catch (ParserConfigurationException | SAXException e) {
            throw new IllegalStateException("the schema of " + namespace + " cannot be read", e);
        }
    }

    /** @return that of the root element; null if there is none to be found */
    private static String namespace(byte[] file) {
        try {
            XMLStreamReader reader;
            synchronized (PEEK) {
                reader = PEEK.createXMLStreamReader(new ByteArrayInputStream(file));
            }
            try {
                while (reader.hasNext()) {
                    if (reader.next() == XMLStreamReader.START_ELEMENT) {
                        return reader.getNamespaceURI();
                    }
                }
                return null;
            } finally {
                reader.close();
            }
        } catch (XMLStreamException e) {
            return null;
        }
    }
}
