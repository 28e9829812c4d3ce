/*
 * Copyright (c) 2026 Kuralink contributors
 *
 * This program and the accompanying materials are made available under the terms of the
 * Eclipse Public License 2.0, available at https://www.eclipse.org/legal/epl-2.0/
 *
 * SPDX-License-Identifier: EPL-2.0
 */
package org.kuralink.channel.opcua;

import static org.eclipse.milo.opcua.stack.core.types.builtin.unsigned.Unsigned.uint;

import java.time.Duration;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Collectors;
import org.eclipse.milo.opcua.sdk.client.OpcUaClient;
import org.eclipse.milo.opcua.sdk.client.subscriptions.MonitoredItemServiceOperationResult;
import org.eclipse.milo.opcua.sdk.client.subscriptions.OpcUaMonitoredItem;
import org.eclipse.milo.opcua.sdk.client.subscriptions.OpcUaSubscription;
import org.eclipse.milo.opcua.stack.core.AttributeId;
import org.eclipse.milo.opcua.stack.core.NodeIds;
import org.eclipse.milo.opcua.stack.core.UaException;
import org.eclipse.milo.opcua.stack.core.types.builtin.DataValue;
import org.eclipse.milo.opcua.stack.core.types.builtin.NodeId;
import org.eclipse.milo.opcua.stack.core.types.builtin.QualifiedName;
import org.eclipse.milo.opcua.stack.core.types.builtin.StatusCode;
import org.eclipse.milo.opcua.stack.core.types.builtin.Variant;
import org.eclipse.milo.opcua.stack.core.types.structured.ContentFilter;
import org.eclipse.milo.opcua.stack.core.types.structured.ContentFilterElement;
import org.eclipse.milo.opcua.stack.core.types.structured.EventFilter;
import org.eclipse.milo.opcua.stack.core.types.structured.SimpleAttributeOperand;
import org.kuralink.api.channel.FieldException;

/**
 * The subscription of a server, which receives changed values and events; one per server. Created
 * on the thread of the server; notifications arrive on threads of Milo.
 */
final class UaSubscription implements OpcUaSubscription.SubscriptionListener {

  private static final QualifiedName SOURCE = new QualifiedName(0, "SourceNode");
  private static final QualifiedName TYPE = new QualifiedName(0, "EventType");
  private static final int BEFORE_FIELDS = 2;
  private static final int MOST_EVENTS = 1000;

  private final Heard heard;
  private final OpcUaSubscription subscription;
  private final double interval;

  /** The listener of a subscription; must return at once. */
  interface Heard {

    /** Called with the values of one interval. */
    void values(Map<Watched, DataValue> values);

    /** Called with an event; the fields are in the order of the outputs. */
    void event(Watched event, List<Variant> fields);

    /** Called when the subscription can no longer be used. */
    void lost(String why);
  }

  /** A point of a device. */
  record Watched(UaDevice device, UaPoint point) {}

  UaSubscription(OpcUaClient client, Duration interval, Duration timeout, Heard heard)
      throws FieldException {
    this.heard = heard;
    this.interval = interval.toMillis();
    subscription = new OpcUaSubscription(client, this.interval);
    subscription.setSubscriptionListener(this);
    try {
      subscription.create();
    } catch (UaException e) {
      throw UaWords.of(e, timeout);
    }
  }

  /**
   * Monitors the nodes of a device.
   *
   * @return the points that the server refuses to monitor, with the reasons
   */
  Map<Watched, StatusCode> watch(UaDevice device, UaNodes nodes) {
    List<OpcUaMonitoredItem> items = new ArrayList<>();
    for (UaPoint point : device.properties().values()) {
      UaNodes.Variable variable = nodes.properties().get(point.identifier());
      if (variable != null) {
        OpcUaMonitoredItem item = OpcUaMonitoredItem.newDataItem(variable.node());
        item.setSamplingInterval(interval);
        item.setQueueSize(uint(1));
        item.setUserObject(new Watched(device, point));
        items.add(item);
      }
    }
    for (UaPoint point : device.events().values()) {
      UaNodes.Kind kind = nodes.events().get(point.identifier());
      if (kind != null) {
        OpcUaMonitoredItem item = OpcUaMonitoredItem.newEventItem(NodeIds.Server, filter(kind));
        item.setQueueSize(uint(MOST_EVENTS));
        item.setUserObject(new Source(new Watched(device, point), kind.type(), sources(nodes)));
        items.add(item);
      }
    }
    subscription.addMonitoredItems(items);
    Map<Watched, StatusCode> refused = new LinkedHashMap<>();
    for (MonitoredItemServiceOperationResult each : subscription.createMonitoredItems()) {
      if (!each.isGood()) {
        watched(each.monitoredItem())
            .ifPresent(
                point -> refused.put(point, each.operationResult().orElse(each.serviceResult())));
      }
    }
    return refused;
  }

  /** The source nodes of the events of a device: its own node and its variables. */
  private record Source(Watched watched, NodeId type, Set<NodeId> nodes) {}

  private static Set<NodeId> sources(UaNodes nodes) {
    Set<NodeId> all =
        nodes.properties().values().stream()
            .map(UaNodes.Variable::node)
            .collect(Collectors.toSet());
    nodes.node().ifPresent(all::add);
    return Set.copyOf(all);
  }

  /** Selects all events with their type, because not every server supports a filter by type. */
  private static EventFilter filter(UaNodes.Kind kind) {
    List<SimpleAttributeOperand> wanted = new ArrayList<>();
    wanted.add(field(SOURCE));
    wanted.add(field(TYPE));
    kind.fields().forEach(each -> wanted.add(field(each)));
    return new EventFilter(
        wanted.toArray(new SimpleAttributeOperand[0]),
        new ContentFilter(new ContentFilterElement[0]));
  }

  private static SimpleAttributeOperand field(QualifiedName name) {
    return new SimpleAttributeOperand(
        NodeIds.BaseEventType, new QualifiedName[] {name}, AttributeId.Value.uid(), "");
  }

  private static Optional<Watched> watched(OpcUaMonitoredItem item) {
    return item.getUserObject()
        .map(object -> object instanceof Source source ? source.watched() : (Watched) object);
  }

  @Override
  public void onDataReceived(
      OpcUaSubscription from, List<OpcUaMonitoredItem> items, List<DataValue> values) {
    Map<Watched, DataValue> all = new LinkedHashMap<>();
    for (int i = 0; i < items.size(); i++) {
      DataValue value = values.get(i);
      watched(items.get(i)).ifPresent(point -> all.put(point, value));
    }
    heard.values(all);
  }

  @Override
  public void onEventReceived(
      OpcUaSubscription from, List<OpcUaMonitoredItem> items, List<Variant[]> events) {
    for (int i = 0; i < items.size(); i++) {
      Variant[] fields = events.get(i);
      if (items.get(i).getUserObject().orElse(null) instanceof Source source
          && fields.length >= BEFORE_FIELDS
          && source.type().equals(fields[1].getValue())
          && fields[0].getValue() instanceof NodeId node
          && source.nodes().contains(node)) {
        heard.event(source.watched(), List.of(fields).subList(BEFORE_FIELDS, fields.length));
      }
    }
  }

  @Override
  public void onWatchdogTimerElapsed(OpcUaSubscription from) {
    heard.lost("the server has stopped publishing");
  }

  @Override
  public void onStatusChanged(OpcUaSubscription from, StatusCode status) {
    heard.lost("the server ended the subscription (" + UaWords.name(status) + ")");
  }

  @Override
  public void onTransferFailed(OpcUaSubscription from, StatusCode status) {
    heard.lost("the subscription was lost (" + UaWords.name(status) + ")");
  }
}
