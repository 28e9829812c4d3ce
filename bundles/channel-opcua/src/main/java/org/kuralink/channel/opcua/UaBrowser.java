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
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Set;
import java.util.stream.Collectors;
import org.eclipse.milo.opcua.sdk.client.OpcUaClient;
import org.eclipse.milo.opcua.stack.core.NodeIds;
import org.eclipse.milo.opcua.stack.core.types.builtin.ByteString;
import org.eclipse.milo.opcua.stack.core.types.builtin.NodeId;
import org.eclipse.milo.opcua.stack.core.types.builtin.QualifiedName;
import org.eclipse.milo.opcua.stack.core.types.enumerated.BrowseDirection;
import org.eclipse.milo.opcua.stack.core.types.enumerated.BrowseResultMask;
import org.eclipse.milo.opcua.stack.core.types.enumerated.NodeClass;
import org.eclipse.milo.opcua.stack.core.types.structured.BrowseDescription;
import org.eclipse.milo.opcua.stack.core.types.structured.BrowseResult;
import org.eclipse.milo.opcua.stack.core.types.structured.ReferenceDescription;
import org.jspecify.annotations.Nullable;
import org.kuralink.api.channel.FieldException;

/**
 * Finds nodes by the display names on the path from Objects. Browses the children of each node
 * once. Not thread-safe.
 */
final class UaBrowser {

  private static final int MOST_CHILDREN = 50_000;
  private static final int MOST_NAMES = 10;

  private final OpcUaClient client;
  private final Duration timeout;
  private final Map<NodeId, List<Child>> children = new HashMap<>();

  /** A child of a node. */
  record Child(String displayName, NodeId node, NodeClass kind, QualifiedName browseName) {}

  UaBrowser(OpcUaClient client, Duration timeout) {
    this.client = client;
    this.timeout = timeout;
  }

  /** Returns the node at the end of a path. */
  NodeId find(List<String> path) throws FieldException {
    NodeId node = NodeIds.ObjectsFolder;
    String shown = "Objects";
    for (String name : path) {
      node = child(node, shown, name, null);
      shown += "/" + name;
    }
    return node;
  }

  /**
   * Returns the only child with this name.
   *
   * @param kind the required node class; null for any
   * @throws FieldException if there is no such child, or more than one
   */
  NodeId child(NodeId parent, String shownParent, String name, @Nullable NodeClass kind)
      throws FieldException {
    List<Child> all = children(parent);
    Set<NodeId> found = new LinkedHashSet<>();
    for (Child child : all) {
      if (child.displayName.equals(name) && (kind == null || child.kind == kind)) {
        found.add(child.node);
      }
    }
    if (found.size() == 1) {
      return found.iterator().next();
    }
    String what = kind == null ? "node" : kind.name().toLowerCase(Locale.ROOT);
    throw new FieldException(
        FieldException.Cause.REQUEST,
        found.isEmpty()
            ? "there is no " + what + " '" + name + "' below " + shownParent + names(all)
            : found.size()
                + " nodes have the name '"
                + name
                + "' below "
                + shownParent
                + ": "
                + found.stream().map(NodeId::toParseableString).collect(Collectors.joining(", ")));
  }

  private static String names(List<Child> all) {
    return all.isEmpty()
        ? ", which has no children"
        : "; its children are "
            + all.stream()
                .map(Child::displayName)
                .distinct()
                .limit(MOST_NAMES)
                .collect(Collectors.joining(", "));
  }

  List<Child> children(NodeId parent) throws FieldException {
    List<Child> known = children.get(parent);
    if (known == null) {
      known = browse(parent, NodeIds.HierarchicalReferences, BrowseDirection.Forward);
      children.put(parent, known);
    }
    return known;
  }

  /** Returns the nodes that a node references, or by which it is referenced. */
  List<Child> browse(NodeId node, NodeId references, BrowseDirection direction)
      throws FieldException {
    BrowseDescription description =
        new BrowseDescription(
            node, direction, references, true, uint(0), uint(BrowseResultMask.All.getValue()));
    BrowseResult result = UaWords.await(client.browseAsync(description), timeout);
    Map<NodeId, Child> found = new LinkedHashMap<>();
    while (true) {
      if (result.getStatusCode() != null && result.getStatusCode().isBad()) {
        throw UaWords.refused(
            "browsing the children of " + node.toParseableString(), result.getStatusCode());
      }
      add(result.getReferences(), found);
      ByteString more = result.getContinuationPoint();
      if (more == null || more.isNullOrEmpty() || found.size() > MOST_CHILDREN) {
        return new ArrayList<>(found.values());
      }
      BrowseResult @Nullable [] next =
          UaWords.await(client.browseNextAsync(false, List.of(more)), timeout).getResults();
      if (next == null || next.length == 0) {
        return new ArrayList<>(found.values());
      }
      result = next[0];
    }
  }

  private void add(ReferenceDescription @Nullable [] references, Map<NodeId, Child> found) {
    for (ReferenceDescription each :
        references == null ? new ReferenceDescription[0] : references) {
      each.getNodeId()
          .toNodeId(client.getNamespaceTable())
          .ifPresent(
              node -> {
                String text = each.getDisplayName().text();
                found.putIfAbsent(
                    node,
                    new Child(
                        text == null ? "" : text, node, each.getNodeClass(), each.getBrowseName()));
              });
    }
  }
}
