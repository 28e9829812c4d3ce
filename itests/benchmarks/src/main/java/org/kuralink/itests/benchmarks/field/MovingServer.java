/*
 * Copyright (c) 2026 Kuralink contributors
 *
 * This program and the accompanying materials are made available under the terms of the
 * Eclipse Public License 2.0, available at https://www.eclipse.org/legal/epl-2.0/
 *
 * SPDX-License-Identifier: EPL-2.0
 */
package org.kuralink.itests.benchmarks.field;

import java.io.Closeable;
import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.Executors;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import org.eclipse.milo.opcua.sdk.core.AccessLevel;
import org.eclipse.milo.opcua.sdk.core.Reference;
import org.eclipse.milo.opcua.sdk.server.EndpointConfig;
import org.eclipse.milo.opcua.sdk.server.ManagedNamespaceWithLifecycle;
import org.eclipse.milo.opcua.sdk.server.OpcUaServer;
import org.eclipse.milo.opcua.sdk.server.OpcUaServerConfig;
import org.eclipse.milo.opcua.sdk.server.identity.AnonymousIdentityValidator;
import org.eclipse.milo.opcua.sdk.server.items.DataItem;
import org.eclipse.milo.opcua.sdk.server.items.MonitoredItem;
import org.eclipse.milo.opcua.sdk.server.nodes.UaFolderNode;
import org.eclipse.milo.opcua.sdk.server.nodes.UaVariableNode;
import org.eclipse.milo.opcua.sdk.server.util.SubscriptionModel;
import org.eclipse.milo.opcua.stack.core.NodeIds;
import org.eclipse.milo.opcua.stack.core.security.DefaultCertificateManager;
import org.eclipse.milo.opcua.stack.core.security.MemoryCertificateQuarantine;
import org.eclipse.milo.opcua.stack.core.security.SecurityPolicy;
import org.eclipse.milo.opcua.stack.core.transport.TransportProfile;
import org.eclipse.milo.opcua.stack.core.types.builtin.DataValue;
import org.eclipse.milo.opcua.stack.core.types.builtin.DateTime;
import org.eclipse.milo.opcua.stack.core.types.builtin.LocalizedText;
import org.eclipse.milo.opcua.stack.core.types.builtin.Variant;
import org.eclipse.milo.opcua.stack.core.types.enumerated.MessageSecurityMode;
import org.eclipse.milo.opcua.stack.core.types.structured.BuildInfo;
import org.eclipse.milo.opcua.stack.transport.server.tcp.OpcTcpServerTransport;
import org.eclipse.milo.opcua.stack.transport.server.tcp.OpcTcpServerTransportConfig;

/**
 * An OPC UA server of an independent implementation on this machine, whose object {@link #MACHINE}
 * has variables that all change ten times per second. Owns the thread {@code moving-server-clock};
 * the library has its own.
 */
public final class MovingServer implements Closeable {

  /** The object below Objects. */
  public static final String MACHINE = "Machine";

  private static final long LIMIT_SECONDS = 60;
  private static final long MOVE_MILLIS = 100;

  private final OpcUaServer server;
  private final Machine machine;
  private final ScheduledExecutorService clock =
      Executors.newSingleThreadScheduledExecutor(
          work -> {
            Thread thread = new Thread(work, "moving-server-clock");
            thread.setDaemon(true);
            return thread;
          });

  /**
   * Listens from now on.
   *
   * @param variables how many, called V0, V1 ...
   */
  public MovingServer(int port, int variables) throws IOException {
    EndpointConfig endpoint =
        EndpointConfig.newBuilder()
            .setBindAddress("127.0.0.1")
            .setBindPort(port)
            .setHostname("127.0.0.1")
            .setTransportProfile(TransportProfile.TCP_UASC_UABINARY)
            .setSecurityPolicy(SecurityPolicy.None)
            .setSecurityMode(MessageSecurityMode.None)
            .addTokenPolicy(OpcUaServerConfig.USER_TOKEN_POLICY_ANONYMOUS)
            .build();
    server =
        new OpcUaServer(
            OpcUaServerConfig.builder()
                .setApplicationUri("urn:moving")
                .setApplicationName(LocalizedText.english("Moving"))
                .setProductUri("urn:moving")
                .setBuildInfo(new BuildInfo("urn:moving", "", "", "", "", DateTime.now()))
                .setEndpoints(Set.of(endpoint))
                .setCertificateManager(
                    new DefaultCertificateManager(new MemoryCertificateQuarantine()))
                .setIdentityValidator(AnonymousIdentityValidator.INSTANCE)
                .build(),
            profile -> new OpcTcpServerTransport(OpcTcpServerTransportConfig.newBuilder().build()));
    machine = new Machine(server, variables);
    machine.startup();
    await(server.startup());
    clock.scheduleAtFixedRate(machine::move, 0, MOVE_MILLIS, TimeUnit.MILLISECONDS);
  }

  private static void await(java.util.concurrent.Future<?> done) throws IOException {
    try {
      done.get(LIMIT_SECONDS, TimeUnit.SECONDS);
    } catch (ExecutionException | TimeoutException e) {
      throw new IOException("the server does not start or end", e);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new IOException("interrupted", e);
    }
  }

  @Override
  public void close() throws IOException {
    clock.shutdownNow();
    machine.shutdown();
    await(server.shutdown());
  }

  private static final class Machine extends ManagedNamespaceWithLifecycle {

    private final SubscriptionModel subscriptions;
    private final List<UaVariableNode> variables = new ArrayList<>();
    private final int count;
    private int moved;

    Machine(OpcUaServer server, int count) {
      super(server, "urn:moving");
      this.count = count;
      subscriptions = new SubscriptionModel(server, this);
      getLifecycleManager().addLifecycle(subscriptions);
      getLifecycleManager().addStartupTask(this::build);
    }

    private void build() {
      UaFolderNode folder =
          new UaFolderNode(
              getNodeContext(),
              newNodeId(MACHINE),
              newQualifiedName(MACHINE),
              LocalizedText.english(MACHINE));
      getNodeManager().addNode(folder);
      folder.addReference(
          new Reference(
              folder.getNodeId(),
              NodeIds.Organizes,
              NodeIds.ObjectsFolder.expanded(),
              Reference.Direction.INVERSE));
      for (int i = 0; i < count; i++) {
        variables.add(variable(folder, "V" + i));
      }
    }

    private UaVariableNode variable(UaFolderNode folder, String name) {
      UaVariableNode variable =
          new UaVariableNode.UaVariableNodeBuilder(getNodeContext())
              .setNodeId(newNodeId(name))
              .setAccessLevel(AccessLevel.READ_ONLY)
              .setUserAccessLevel(AccessLevel.READ_ONLY)
              .setBrowseName(newQualifiedName(name))
              .setDisplayName(LocalizedText.english(name))
              .setDataType(NodeIds.Int32)
              .setTypeDefinition(NodeIds.BaseDataVariableType)
              .build();
      variable.setValue(new DataValue(new Variant(0)));
      getNodeManager().addNode(variable);
      variable.addReference(
          new Reference(
              variable.getNodeId(),
              NodeIds.HasComponent,
              folder.getNodeId().expanded(),
              Reference.Direction.INVERSE));
      return variable;
    }

    void move() {
      moved++;
      variables.forEach(each -> each.setValue(new DataValue(new Variant(moved))));
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
}
