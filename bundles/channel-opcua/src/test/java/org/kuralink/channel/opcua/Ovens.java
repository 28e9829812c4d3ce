/*
 * Copyright (c) 2026 Kuralink contributors
 *
 * This program and the accompanying materials are made available under the terms of the
 * Eclipse Public License 2.0, available at https://www.eclipse.org/legal/epl-2.0/
 *
 * SPDX-License-Identifier: EPL-2.0
 */
package org.kuralink.channel.opcua;

import static org.eclipse.milo.opcua.stack.core.types.builtin.unsigned.Unsigned.ubyte;
import static org.eclipse.milo.opcua.stack.core.types.builtin.unsigned.Unsigned.ushort;

import java.util.List;
import java.util.Map;
import java.util.UUID;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.atomic.AtomicInteger;
import org.eclipse.milo.opcua.sdk.core.AccessLevel;
import org.eclipse.milo.opcua.sdk.core.Reference;
import org.eclipse.milo.opcua.sdk.core.ValueRanks;
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
import org.eclipse.milo.opcua.sdk.server.util.SubscriptionModel;
import org.eclipse.milo.opcua.stack.core.NodeIds;
import org.eclipse.milo.opcua.stack.core.UaException;
import org.eclipse.milo.opcua.stack.core.types.builtin.ByteString;
import org.eclipse.milo.opcua.stack.core.types.builtin.DataValue;
import org.eclipse.milo.opcua.stack.core.types.builtin.DateTime;
import org.eclipse.milo.opcua.stack.core.types.builtin.LocalizedText;
import org.eclipse.milo.opcua.stack.core.types.builtin.NodeId;
import org.eclipse.milo.opcua.stack.core.types.builtin.Variant;
import org.eclipse.milo.opcua.stack.core.types.structured.Argument;

/** Two ovens in a hall with variables, a method and an event type; and duplicate names. */
final class Ovens extends ManagedNamespaceWithLifecycle {

  /** How many points there are below Hall/Many. */
  static final int MANY = 500;

  private final SubscriptionModel subscriptions;
  private final Map<String, UaVariableNode> variables = new ConcurrentHashMap<>();
  private final NodeId tooHot = newNodeId("TooHot");
  private final AtomicInteger calls = new AtomicInteger();
  private volatile CountDownLatch hold = new CountDownLatch(0);
  private volatile String prefix;

  /**
   * Not started yet.
   *
   * @param prefix of all NodeIds
   */
  Ovens(OpcUaServer server, String prefix) {
    super(server, "urn:ovens");
    this.prefix = prefix;
    subscriptions = new SubscriptionModel(server, this);
    getLifecycleManager().addLifecycle(subscriptions);
    getLifecycleManager().addStartupTask(this::build);
  }

  private void build() {
    UaFolderNode hall = folder(null, "Hall");
    for (String name : new String[] {"Oven 1", "Oven 2"}) {
      UaFolderNode oven = folder(hall, name);
      variable(oven, "Temperature", NodeIds.Double, new Variant(20.5));
      variable(oven, "Mode", NodeIds.Int16, new Variant((short) 1));
      variable(oven, "Light", NodeIds.Boolean, new Variant(true));
      method(oven);
    }
    variable(folder(hall, "Twin"), "Value", NodeIds.Double, new Variant(1.0), "Value A");
    variable(folder(hall, "Twin", "Twin B"), "Value", NodeIds.Double, new Variant(2.0), "Value B");
    UaFolderNode many = folder(hall, "Many");
    for (int i = 0; i < MANY; i++) {
      variable(many, "P" + i, NodeIds.Int32, new Variant(i));
    }
    eventType();
    getServer()
        .getAddressSpaceManager()
        .getManagedNode(NodeIds.Server)
        .ifPresent(node -> ((ServerTypeNode) node).setEventNotifier(ubyte(1)));
  }

  /** The same nodes get other NodeIds, while the server runs. */
  void rename(String next) {
    for (UaNode node : List.copyOf(getNodeManager().getNodes())) {
      if (!node.getNodeId().equals(tooHot)) {
        node.delete();
      }
    }
    prefix = next;
    build();
  }

  /** Methods that are called do not return before this latch is open. */
  void hold(CountDownLatch until) {
    hold = until;
  }

  /** How many calls came. */
  int calls() {
    return calls.get();
  }

  private UaFolderNode folder(UaNode parent, String name) {
    return folder(parent, name, name);
  }

  private UaFolderNode folder(UaNode parent, String name, String id) {
    UaFolderNode folder =
        new UaFolderNode(
            getNodeContext(),
            newNodeId(prefix + id),
            newQualifiedName(name),
            LocalizedText.english(name));
    getNodeManager().addNode(folder);
    NodeId above = parent == null ? NodeIds.ObjectsFolder : parent.getNodeId();
    folder.addReference(
        new Reference(
            folder.getNodeId(), NodeIds.Organizes, above.expanded(), Reference.Direction.INVERSE));
    return folder;
  }

  private void variable(UaNode parent, String name, NodeId type, Variant value) {
    variable(parent, name, type, value, parent.getDisplayName().text() + "." + name);
  }

  private void variable(UaNode parent, String name, NodeId type, Variant value, String id) {
    UaVariableNode variable =
        new UaVariableNode.UaVariableNodeBuilder(getNodeContext())
            .setNodeId(newNodeId(prefix + id))
            .setAccessLevel(AccessLevel.READ_WRITE)
            .setUserAccessLevel(AccessLevel.READ_WRITE)
            .setBrowseName(newQualifiedName(name))
            .setDisplayName(LocalizedText.english(name))
            .setDataType(type)
            .setTypeDefinition(NodeIds.BaseDataVariableType)
            .build();
    variable.setValue(new DataValue(value));
    getNodeManager().addNode(variable);
    variable.addReference(
        new Reference(
            variable.getNodeId(),
            NodeIds.HasComponent,
            parent.getNodeId().expanded(),
            Reference.Direction.INVERSE));
    variables.put(id, variable);
  }

  private void method(UaNode parent) {
    UaMethodNode method =
        new UaMethodNode.UaMethodNodeBuilder(getNodeContext())
            .setNodeId(newNodeId(prefix + parent.getDisplayName().text() + ".Calibrate"))
            .setBrowseName(newQualifiedName("Calibrate"))
            .setDisplayName(LocalizedText.english("Calibrate"))
            .build();
    Calibrate handler = new Calibrate(method);
    method.setInputArguments(handler.getInputArguments());
    method.setOutputArguments(handler.getOutputArguments());
    method.setInvocationHandler(handler);
    getNodeManager().addNode(method);
    method.addReference(
        new Reference(
            method.getNodeId(),
            NodeIds.HasComponent,
            parent.getNodeId().expanded(),
            Reference.Direction.INVERSE));
  }

  /** Returns gain * 10 + offset. */
  private final class Calibrate extends AbstractMethodInvocationHandler {

    Calibrate(UaMethodNode node) {
      super(node);
    }

    @Override
    public Argument[] getInputArguments() {
      return new Argument[] {argument("gain", NodeIds.Double), argument("offset", NodeIds.Double)};
    }

    @Override
    public Argument[] getOutputArguments() {
      return new Argument[] {argument("result", NodeIds.Int32)};
    }

    private static Argument argument(String name, NodeId type) {
      return new Argument(name, type, ValueRanks.Scalar, null, LocalizedText.english(name));
    }

    @Override
    protected Variant[] invoke(InvocationContext context, Variant[] inputs) {
      calls.incrementAndGet();
      try {
        hold.await();
      } catch (InterruptedException e) {
        throw new IllegalStateException(e);
      }
      double gain = (double) inputs[0].getValue();
      double offset = (double) inputs[1].getValue();
      return new Variant[] {new Variant((int) (gain * 10 + offset))};
    }
  }

  private void eventType() {
    UaObjectTypeNode type =
        UaObjectTypeNode.builder(getNodeContext())
            .setNodeId(tooHot)
            .setBrowseName(newQualifiedName("TooHot"))
            .setDisplayName(LocalizedText.english("TooHot"))
            .setIsAbstract(false)
            .build();
    getNodeManager().addNode(type);
    type.addReference(
        new Reference(
            tooHot,
            NodeIds.HasSubtype,
            NodeIds.BaseEventType.expanded(),
            Reference.Direction.INVERSE));
    UaVariableNode limit = property("limit", tooHot, "TooHot.limit");
    limit.addReference(
        new Reference(
            limit.getNodeId(),
            NodeIds.HasModellingRule,
            NodeIds.ModellingRule_Mandatory.expanded(),
            Reference.Direction.FORWARD));
  }

  private UaVariableNode property(String name, NodeId parent, String id) {
    UaVariableNode property =
        new UaVariableNode.UaVariableNodeBuilder(getNodeContext())
            .setNodeId(newNodeId(id))
            .setBrowseName(newQualifiedName(name))
            .setDisplayName(LocalizedText.english(name))
            .setDataType(NodeIds.Double)
            .setTypeDefinition(NodeIds.PropertyType)
            .build();
    property.setValue(new DataValue(new Variant(0.0)));
    getNodeManager().addNode(property);
    property.addReference(
        new Reference(
            property.getNodeId(),
            NodeIds.HasProperty,
            parent.expanded(),
            Reference.Direction.INVERSE));
    return property;
  }

  /** An oven says that it is too hot. */
  void fire(String oven, double limit) throws UaException {
    NodeId id = newNodeId(UUID.randomUUID());
    BaseEventTypeNode event = getServer().getEventFactory().createEvent(id, NodeIds.BaseEventType);
    event.setBrowseName(newQualifiedName("TooHot"));
    event.setDisplayName(LocalizedText.english("TooHot"));
    event.setEventId(ByteString.of(new byte[] {1, 2, 3, 4}));
    event.setEventType(tooHot);
    event.setSourceNode(newNodeId(prefix + oven));
    event.setSourceName(oven);
    event.setTime(DateTime.now());
    event.setReceiveTime(DateTime.NULL_VALUE);
    event.setMessage(LocalizedText.english("too hot"));
    event.setSeverity(ushort(500));
    UaVariableNode said = property("limit", id, UUID.randomUUID().toString());
    said.setValue(new DataValue(new Variant(limit)));
    getServer().getEventNotifier().fire(event);
    event.delete();
    said.delete();
  }

  void set(String id, Object value) {
    variables.get(id).setValue(new DataValue(new Variant(value)));
  }

  /** Whether this variable can be written. */
  void allow(String id, boolean writing) {
    variables
        .get(id)
        .setAccessLevel(
            AccessLevel.toValue(writing ? AccessLevel.READ_WRITE : AccessLevel.READ_ONLY));
  }

  Object get(String id) {
    return variables.get(id).getValue().getValue().getValue();
  }

  @Override
  public void onDataItemsCreated(List<DataItem> items) {
    subscriptions.onDataItemsCreated(items);
  }

  @Override
  public void onDataItemsModified(List<DataItem> items) {
    subscriptions.onDataItemsModified(items);
  }

  @Override
  public void onDataItemsDeleted(List<DataItem> items) {
    subscriptions.onDataItemsDeleted(items);
  }

  @Override
  public void onMonitoringModeChanged(List<MonitoredItem> items) {
    subscriptions.onMonitoringModeChanged(items);
  }
}
