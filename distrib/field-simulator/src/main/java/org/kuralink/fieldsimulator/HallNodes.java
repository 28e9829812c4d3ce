/*
 * Copyright (c) 2026 Kuralink contributors
 *
 * This program and the accompanying materials are made available under the terms of the
 * Eclipse Public License 2.0, available at https://www.eclipse.org/legal/epl-2.0/
 *
 * SPDX-License-Identifier: EPL-2.0
 */
package org.kuralink.fieldsimulator;

import static org.eclipse.milo.opcua.stack.core.types.builtin.unsigned.Unsigned.ubyte;
import static org.eclipse.milo.opcua.stack.core.types.builtin.unsigned.Unsigned.ushort;

import java.nio.ByteBuffer;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.UUID;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.TimeUnit;
import java.util.function.Function;
import org.eclipse.milo.opcua.sdk.core.AccessLevel;
import org.eclipse.milo.opcua.sdk.core.Reference;
import org.eclipse.milo.opcua.sdk.server.ManagedNamespaceWithLifecycle;
import org.eclipse.milo.opcua.sdk.server.OpcUaServer;
import org.eclipse.milo.opcua.sdk.server.items.DataItem;
import org.eclipse.milo.opcua.sdk.server.items.MonitoredItem;
import org.eclipse.milo.opcua.sdk.server.methods.AbstractMethodInvocationHandler;
import org.eclipse.milo.opcua.sdk.server.model.objects.BaseEventTypeNode;
import org.eclipse.milo.opcua.sdk.server.model.objects.ServerTypeNode;
import org.eclipse.milo.opcua.sdk.server.nodes.UaFolderNode;
import org.eclipse.milo.opcua.sdk.server.nodes.UaMethodNode;
import org.eclipse.milo.opcua.sdk.server.nodes.UaNode;
import org.eclipse.milo.opcua.sdk.server.nodes.UaObjectTypeNode;
import org.eclipse.milo.opcua.sdk.server.nodes.UaVariableNode;
import org.eclipse.milo.opcua.stack.core.AttributeId;
import org.eclipse.milo.opcua.stack.core.NodeIds;
import org.eclipse.milo.opcua.stack.core.UaException;
import org.eclipse.milo.opcua.stack.core.types.builtin.ByteString;
import org.eclipse.milo.opcua.stack.core.types.builtin.DataValue;
import org.eclipse.milo.opcua.stack.core.types.builtin.DateTime;
import org.eclipse.milo.opcua.stack.core.types.builtin.DiagnosticInfo;
import org.eclipse.milo.opcua.stack.core.types.builtin.LocalizedText;
import org.eclipse.milo.opcua.stack.core.types.builtin.NodeId;
import org.eclipse.milo.opcua.stack.core.types.builtin.StatusCode;
import org.eclipse.milo.opcua.stack.core.types.builtin.Variant;
import org.eclipse.milo.opcua.stack.core.types.enumerated.TimestampsToReturn;
import org.eclipse.milo.opcua.stack.core.types.structured.CallMethodRequest;
import org.eclipse.milo.opcua.stack.core.types.structured.CallMethodResult;
import org.eclipse.milo.opcua.stack.core.types.structured.ReadValueId;
import org.eclipse.milo.opcua.stack.core.types.structured.WriteValue;

/** The nodes below Objects: a hall with ovens. The path of its display names identifies a node. */
final class HallNodes extends ManagedNamespaceWithLifecycle {

  static final String HALL = "Hall";

  private static final String NAMESPACE = "urn:kuralink:field-simulator";

  private final NodeFaults faults;
  private final ScheduledExecutorService clock;
  private final Map<NodeId, Set<DataItem>> items = new ConcurrentHashMap<>();
  private final List<HallOven> ovens = new ArrayList<>();
  private final NodeId tooHot = newNodeId(HallOven.TOO_HOT);
  private int seconds;

  HallNodes(OpcUaServer server, NodeFaults faults, ScheduledExecutorService clock) {
    super(server, NAMESPACE);
    this.faults = faults;
    this.clock = clock;
    getLifecycleManager().addStartupTask(this::build);
  }

  private void build() {
    folder("", HALL);
    ovens.add(new HallOven(this, HALL, "Oven 1", 0));
    ovens.add(new HallOven(this, HALL, "Oven 2", 15));
    eventType();
    getServer()
        .getAddressSpaceManager()
        .getManagedNode(NodeIds.Server)
        .ifPresent(node -> ((ServerTypeNode) node).setEventNotifier(ubyte(1)));
  }

  /** Updates the values; called every second. */
  synchronized void move() {
    seconds++;
    for (HallOven oven : ovens) {
      if (oven.move(seconds)) {
        fire(oven);
      }
    }
    items.values().forEach(each -> each.forEach(this::sample));
  }

  /** Raises the event TooHot of the ovens at or below a path. */
  synchronized int fire(String path) {
    int fired = 0;
    for (HallOven oven : ovens) {
      if (oven.path().equals(path) || oven.path().startsWith(path + "/")) {
        fire(oven);
        fired++;
      }
    }
    return fired;
  }

  boolean contains(String path) {
    return getNodeManager().containsNode(newNodeId(path));
  }

  private static String path(String folder, String name) {
    return folder.isEmpty() ? name : folder + "/" + name;
  }

  void folder(String above, String name) {
    UaFolderNode folder =
        new UaFolderNode(
            getNodeContext(),
            newNodeId(path(above, name)),
            newQualifiedName(name),
            LocalizedText.english(name));
    add(folder, NodeIds.Organizes, above.isEmpty() ? NodeIds.ObjectsFolder : newNodeId(above));
  }

  UaVariableNode variable(
      String folder, String name, NodeId type, Object value, boolean isWritable) {
    Set<AccessLevel> access = isWritable ? AccessLevel.READ_WRITE : AccessLevel.READ_ONLY;
    UaVariableNode variable =
        new UaVariableNode.UaVariableNodeBuilder(getNodeContext())
            .setNodeId(newNodeId(path(folder, name)))
            .setAccessLevel(access)
            .setUserAccessLevel(access)
            .setBrowseName(newQualifiedName(name))
            .setDisplayName(LocalizedText.english(name))
            .setDataType(type)
            .setTypeDefinition(NodeIds.BaseDataVariableType)
            .build();
    variable.setValue(new DataValue(new Variant(value)));
    add(variable, NodeIds.HasComponent, newNodeId(folder));
    return variable;
  }

  void method(
      String folder, String name, Function<UaMethodNode, AbstractMethodInvocationHandler> how) {
    UaMethodNode method =
        new UaMethodNode.UaMethodNodeBuilder(getNodeContext())
            .setNodeId(newNodeId(path(folder, name)))
            .setBrowseName(newQualifiedName(name))
            .setDisplayName(LocalizedText.english(name))
            .build();
    AbstractMethodInvocationHandler handler = how.apply(method);
    method.setInputArguments(handler.getInputArguments());
    method.setOutputArguments(handler.getOutputArguments());
    method.setInvocationHandler(handler);
    add(method, NodeIds.HasComponent, newNodeId(folder));
  }

  private void add(UaNode node, NodeId reference, NodeId above) {
    getNodeManager().addNode(node);
    node.addReference(
        new Reference(node.getNodeId(), reference, above.expanded(), Reference.Direction.INVERSE));
  }

  private void eventType() {
    UaObjectTypeNode type =
        UaObjectTypeNode.builder(getNodeContext())
            .setNodeId(tooHot)
            .setBrowseName(newQualifiedName(HallOven.TOO_HOT))
            .setDisplayName(LocalizedText.english(HallOven.TOO_HOT))
            .setIsAbstract(false)
            .build();
    add(type, NodeIds.HasSubtype, NodeIds.BaseEventType);
    for (String name : List.of("limit", "temperature")) {
      UaVariableNode field = field(tooHot, name, HallOven.TOO_HOT + "/" + name, 0);
      field.addReference(
          new Reference(
              field.getNodeId(),
              NodeIds.HasModellingRule,
              NodeIds.ModellingRule_Mandatory.expanded(),
              Reference.Direction.FORWARD));
    }
  }

  private UaVariableNode field(NodeId of, String name, String id, double value) {
    UaVariableNode field =
        new UaVariableNode.UaVariableNodeBuilder(getNodeContext())
            .setNodeId(newNodeId(id))
            .setBrowseName(newQualifiedName(name))
            .setDisplayName(LocalizedText.english(name))
            .setDataType(NodeIds.Double)
            .setTypeDefinition(NodeIds.PropertyType)
            .build();
    field.setValue(new DataValue(new Variant(value)));
    add(field, NodeIds.HasProperty, of);
    return field;
  }

  private void fire(HallOven oven) {
    UUID number = UUID.randomUUID();
    NodeId id = newNodeId(number);
    List<UaVariableNode> fields = new ArrayList<>();
    try {
      BaseEventTypeNode event =
          getServer().getEventFactory().createEvent(id, NodeIds.BaseEventType);
      event.setBrowseName(newQualifiedName(HallOven.TOO_HOT));
      event.setDisplayName(LocalizedText.english(HallOven.TOO_HOT));
      event.setEventId(
          ByteString.of(
              ByteBuffer.allocate(16)
                  .putLong(number.getMostSignificantBits())
                  .putLong(number.getLeastSignificantBits())
                  .array()));
      event.setEventType(tooHot);
      event.setSourceNode(newNodeId(oven.path()));
      event.setSourceName(oven.path());
      event.setTime(DateTime.now());
      event.setReceiveTime(DateTime.NULL_VALUE);
      event.setMessage(LocalizedText.english("too hot"));
      event.setSeverity(ushort(500));
      fields.add(field(id, "limit", number + "/limit", oven.limit()));
      fields.add(field(id, "temperature", number + "/temperature", oven.temperature()));
      getServer().getEventNotifier().fire(event);
      event.delete();
    } catch (UaException e) {
      throw new IllegalStateException(e);
    } finally {
      fields.forEach(UaNode::delete);
    }
  }

  private static Optional<String> path(NodeId node) {
    return node.getIdentifier() instanceof String path ? Optional.of(path) : Optional.empty();
  }

  /** Only requests of clients wait; samples of subscriptions are delayed or skipped instead. */
  @Override
  public List<DataValue> read(
      ReadContext context,
      Double maxAge,
      TimestampsToReturn timestamps,
      List<ReadValueId> readValueIds) {
    readValueIds.stream()
        .filter(each -> AttributeId.Value.isEqual(each.getAttributeId()))
        .forEach(each -> path(each.getNodeId()).ifPresent(faults::await));
    return values(context, maxAge, timestamps, readValueIds);
  }

  private List<DataValue> values(
      ReadContext context,
      Double maxAge,
      TimestampsToReturn timestamps,
      List<ReadValueId> readValueIds) {
    List<DataValue> values = new ArrayList<>(super.read(context, maxAge, timestamps, readValueIds));
    for (int i = 0; i < values.size(); i++) {
      if (AttributeId.Value.isEqual(readValueIds.get(i).getAttributeId())) {
        Optional<Long> status = path(readValueIds.get(i).getNodeId()).flatMap(faults::status);
        if (status.isPresent()) {
          values.set(i, new DataValue(new StatusCode(status.get())));
        }
      }
    }
    return values;
  }

  @Override
  public List<StatusCode> write(WriteContext context, List<WriteValue> writeValues) {
    List<StatusCode> results = new ArrayList<>();
    for (WriteValue each : writeValues) {
      Optional<String> path = path(each.getNodeId());
      path.ifPresent(faults::await);
      Optional<Long> status = path.flatMap(faults::status);
      results.add(
          status.isPresent()
              ? new StatusCode(status.get())
              : super.write(context, List.of(each)).get(0));
      items.getOrDefault(each.getNodeId(), Set.of()).forEach(this::sample);
    }
    return results;
  }

  @Override
  public List<CallMethodResult> call(CallContext context, List<CallMethodRequest> requests) {
    List<CallMethodResult> results = new ArrayList<>();
    for (CallMethodRequest each : requests) {
      Optional<String> path = path(each.getMethodId());
      path.ifPresent(faults::await);
      Optional<Long> status = path.flatMap(faults::status);
      results.add(
          status.isPresent()
              ? new CallMethodResult(
                  new StatusCode(status.get()),
                  new StatusCode[0],
                  new DiagnosticInfo[0],
                  new Variant[0])
              : super.call(context, List.of(each)).get(0));
    }
    return results;
  }

  private void sample(DataItem item) {
    NodeId node = item.getReadValueId().getNodeId();
    NodeFaults.Fault fault = path(node).flatMap(faults::find).orElse(null);
    if (fault instanceof NodeFaults.Fault.Late late) {
      DataValue value = value(item);
      clock.schedule(() -> item.setValue(value), late.millis(), TimeUnit.MILLISECONDS);
    } else if (!(fault instanceof NodeFaults.Fault.Silent)) {
      item.setValue(value(item));
    }
  }

  private DataValue value(DataItem item) {
    ReadContext context = new ReadContext(getServer(), item.getSession());
    TimestampsToReturn timestamps = item.getTimestampsToReturn();
    return values(
            context,
            0.0,
            timestamps == null ? TimestampsToReturn.Both : timestamps,
            List.of(item.getReadValueId()))
        .get(0);
  }

  @Override
  public void onDataItemsCreated(List<DataItem> created) {
    for (DataItem item : created) {
      items
          .computeIfAbsent(item.getReadValueId().getNodeId(), node -> ConcurrentHashMap.newKeySet())
          .add(item);
      sample(item);
    }
  }

  @Override
  public void onDataItemsModified(List<DataItem> modified) {
    modified.forEach(this::sample);
  }

  @Override
  public void onDataItemsDeleted(List<DataItem> deleted) {
    for (DataItem item : deleted) {
      items.getOrDefault(item.getReadValueId().getNodeId(), Set.of()).remove(item);
    }
  }

  @Override
  public void onMonitoringModeChanged(List<MonitoredItem> changed) {
    for (MonitoredItem item : changed) {
      if (item instanceof DataItem data && data.isSamplingEnabled()) {
        sample(data);
      }
    }
  }
}
