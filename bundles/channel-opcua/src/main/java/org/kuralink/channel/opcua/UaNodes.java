/*
 * Copyright (c) 2026 Kuralink contributors
 *
 * This program and the accompanying materials are made available under the terms of the
 * Eclipse Public License 2.0, available at https://www.eclipse.org/legal/epl-2.0/
 *
 * SPDX-License-Identifier: EPL-2.0
 */
package org.kuralink.channel.opcua;

import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import org.eclipse.milo.opcua.sdk.client.OpcUaClient;
import org.eclipse.milo.opcua.stack.core.AttributeId;
import org.eclipse.milo.opcua.stack.core.NodeIds;
import org.eclipse.milo.opcua.stack.core.OpcUaDataType;
import org.eclipse.milo.opcua.stack.core.types.builtin.DataValue;
import org.eclipse.milo.opcua.stack.core.types.builtin.ExtensionObject;
import org.eclipse.milo.opcua.stack.core.types.builtin.NodeId;
import org.eclipse.milo.opcua.stack.core.types.builtin.QualifiedName;
import org.eclipse.milo.opcua.stack.core.types.enumerated.BrowseDirection;
import org.eclipse.milo.opcua.stack.core.types.enumerated.NodeClass;
import org.eclipse.milo.opcua.stack.core.types.enumerated.TimestampsToReturn;
import org.eclipse.milo.opcua.stack.core.types.structured.Argument;
import org.eclipse.milo.opcua.stack.core.types.structured.ReadValueId;
import org.jspecify.annotations.Nullable;
import org.kuralink.api.channel.FieldException;

/**
 * The nodes of a device, found by their display names.
 *
 * @param node the node of the device; empty if it was not found
 * @param properties the variables by identifier
 * @param services the methods by identifier
 * @param events the event types by identifier
 * @param errors the reasons for missing nodes by identifier; the empty text is the key for the
 *     device itself
 */
record UaNodes(
    Optional<NodeId> node,
    Map<String, Variable> properties,
    Map<String, Method> services,
    Map<String, Kind> events,
    Map<String, String> errors) {

  /** A variable and the data type for writing. */
  record Variable(NodeId node, OpcUaDataType type) {}

  /** A method and the data types of its arguments. */
  record Method(NodeId node, List<OpcUaDataType> inputs) {}

  /** An event type and the paths to the selected fields, in the order of the outputs. */
  record Kind(NodeId type, List<QualifiedName> fields) {}

  boolean isComplete() {
    return errors.isEmpty();
  }

  /** Returns the nodes that another search did not find. */
  UaNodes without(UaNodes before) {
    Map<String, Variable> newProperties = new TreeMap<>(properties);
    newProperties.keySet().removeAll(before.properties.keySet());
    Map<String, Kind> newEvents = new TreeMap<>(events);
    newEvents.keySet().removeAll(before.events.keySet());
    return new UaNodes(node, newProperties, services, newEvents, errors);
  }

  /** Finds the nodes of the devices of one server; browses each node once. Not thread-safe. */
  static final class Finder {

    private static final int MOST_TYPES = 5_000;

    private final OpcUaClient client;
    private final Duration timeout;
    private final UaBrowser browser;
    private final Map<NodeId, OpcUaDataType> types = new HashMap<>();
    private @Nullable List<UaBrowser.Child> eventTypes;

    Finder(OpcUaClient client, Duration timeout) {
      this.client = client;
      this.timeout = timeout;
      browser = new UaBrowser(client, timeout);
    }

    /** Records the error of a missing name and continues with the others. */
    UaNodes find(UaDevice device) throws FieldException {
      Map<String, String> errors = new TreeMap<>();
      Map<String, Variable> properties = new TreeMap<>();
      Map<String, Method> services = new TreeMap<>();
      Map<String, Kind> events = new TreeMap<>();
      Optional<NodeId> node = Optional.empty();
      try {
        NodeId found = browser.find(device.path());
        node = Optional.of(found);
        String path = device.shownPath();
        for (UaPoint point : device.properties().values()) {
          attempt(
              point,
              errors,
              () -> properties.put(point.identifier(), variable(found, path, point)));
        }
        for (UaPoint point : device.services().values()) {
          attempt(
              point, errors, () -> services.put(point.identifier(), method(found, path, point)));
        }
        for (UaPoint point : device.events().values()) {
          attempt(point, errors, () -> events.put(point.identifier(), kind(point)));
        }
      } catch (FieldException e) {
        rethrowUnlessOfTheNames(e);
        errors.put("", String.valueOf(e.getMessage()));
      }
      return new UaNodes(node, properties, services, events, errors);
    }

    private interface Step {
      void run() throws FieldException;
    }

    private static void attempt(UaPoint point, Map<String, String> errors, Step step)
        throws FieldException {
      try {
        step.run();
      } catch (FieldException e) {
        rethrowUnlessOfTheNames(e);
        errors.put(point.identifier(), String.valueOf(e.getMessage()));
      }
    }

    private static void rethrowUnlessOfTheNames(FieldException e) throws FieldException {
      if (e.reason() == FieldException.Cause.UNREACHABLE) {
        throw e;
      }
    }

    private Variable variable(NodeId parent, String path, UaPoint point) throws FieldException {
      NodeId node = browser.child(parent, path, point.displayName(), NodeClass.Variable);
      List<DataValue> read = read(node, AttributeId.DataType, AttributeId.Value);
      Optional<OpcUaDataType> present = read.get(1).getValue().getDataType();
      OpcUaDataType declared =
          read.get(0).getValue().getValue() instanceof NodeId type
              ? builtin(type)
              : OpcUaDataType.Variant;
      return new Variable(
          node,
          declared == OpcUaDataType.Variant ? present.orElse(OpcUaDataType.Variant) : declared);
    }

    private List<DataValue> read(NodeId node, AttributeId... attributes) throws FieldException {
      List<ReadValueId> wanted = new ArrayList<>();
      for (AttributeId each : attributes) {
        wanted.add(new ReadValueId(node, each.uid(), null, QualifiedName.NULL_VALUE));
      }
      DataValue @Nullable [] results =
          UaWords.await(client.readAsync(0, TimestampsToReturn.Neither, wanted), timeout)
              .getResults();
      if (results == null || results.length != attributes.length) {
        throw new FieldException(
            FieldException.Cause.REFUSED, "the server returned no result for a read");
      }
      return List.of(results);
    }

    /**
     * Returns the encoding of a data type; {@code Variant} for a type that allows several
     * encodings.
     */
    private OpcUaDataType builtin(NodeId type) throws FieldException {
      OpcUaDataType known = types.get(type);
      if (known != null) {
        return known;
      }
      OpcUaDataType found = OpcUaDataType.Variant;
      if (OpcUaDataType.isBuiltin(type)) {
        found = OpcUaDataType.fromNodeId(type);
      } else if (type.equals(NodeIds.Enumeration)) {
        found = OpcUaDataType.Int32;
      } else if (!type.equals(NodeIds.Number)
          && !type.equals(NodeIds.Integer)
          && !type.equals(NodeIds.UInteger)) {
        List<UaBrowser.Child> above =
            browser.browse(type, NodeIds.HasSubtype, BrowseDirection.Inverse);
        found = above.isEmpty() ? found : builtin(above.get(0).node());
      }
      types.put(type, found);
      return found;
    }

    private Method method(NodeId parent, String path, UaPoint point) throws FieldException {
      NodeId node = browser.child(parent, path, point.displayName(), NodeClass.Method);
      List<String> names = new ArrayList<>();
      List<OpcUaDataType> inputs = new ArrayList<>();
      for (UaBrowser.Child each : browser.children(node)) {
        if ("InputArguments".equals(each.browseName().name())
            && read(each.node(), AttributeId.Value).get(0).getValue().getValue()
                instanceof ExtensionObject[] arguments) {
          for (ExtensionObject argument : arguments) {
            if (argument.decode(client.getStaticEncodingContext()) instanceof Argument input) {
              names.add(String.valueOf(input.getName()));
              inputs.add(builtin(input.getDataType()));
            }
          }
        }
      }
      if (inputs.size() != point.inputs().size()) {
        throw new FieldException(
            FieldException.Cause.REQUEST,
            "the method '"
                + point.displayName()
                + "' takes "
                + inputs.size()
                + " arguments "
                + names
                + ", but inputData has "
                + point.inputs().size());
      }
      return new Method(node, inputs);
    }

    private Kind kind(UaPoint point) throws FieldException {
      List<UaBrowser.Child> found =
          eventTypes().stream()
              .filter(each -> each.displayName().equals(point.displayName()))
              .toList();
      if (found.size() != 1) {
        throw new FieldException(
            FieldException.Cause.REQUEST,
            found.isEmpty()
                ? "there is no event type '" + point.displayName() + "'"
                : found.size() + " event types have the name '" + point.displayName() + "'");
      }
      NodeId type = found.get(0).node();
      List<UaBrowser.Child> fields = new ArrayList<>(browser.children(type));
      fields.addAll(browser.children(NodeIds.BaseEventType));
      List<QualifiedName> wanted = new ArrayList<>();
      for (String output : point.outputs()) {
        wanted.add(
            fields.stream()
                .filter(each -> each.displayName().equals(output))
                .map(UaBrowser.Child::browseName)
                .findFirst()
                .orElseThrow(
                    () ->
                        new FieldException(
                            FieldException.Cause.REQUEST,
                            "the event '"
                                + point.displayName()
                                + "' has no field '"
                                + output
                                + "'")));
      }
      return new Kind(type, wanted);
    }

    private List<UaBrowser.Child> eventTypes() throws FieldException {
      List<UaBrowser.Child> all = eventTypes;
      if (all == null) {
        all = new ArrayList<>(below(NodeIds.BaseEventType));
        for (int i = 0; i < all.size() && all.size() < MOST_TYPES; i++) {
          all.addAll(below(all.get(i).node()));
        }
        eventTypes = all;
      }
      return all;
    }

    private List<UaBrowser.Child> below(NodeId type) throws FieldException {
      return browser.browse(type, NodeIds.HasSubtype, BrowseDirection.Forward);
    }
  }
}
