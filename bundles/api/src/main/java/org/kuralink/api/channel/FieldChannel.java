/*
 * Copyright (c) 2026 Kuralink contributors
 *
 * This program and the accompanying materials are made available under the terms of the
 * Eclipse Public License 2.0, available at https://www.eclipse.org/legal/epl-2.0/
 *
 * SPDX-License-Identifier: EPL-2.0
 */
package org.kuralink.api.channel;

import java.util.List;
import java.util.concurrent.CompletionStage;
import org.osgi.annotation.versioning.ConsumerType;

/**
 * Speaks a field protocol: a service with the property {@link #PROTOCOL}. The pushed model
 * configuration (developer guide 9.6) is read by the gateway capability, which hands each server
 * with its devices and points to the channel of its protocol. Of several channels for a protocol
 * the one with the highest {@code service.ranking} is asked.
 *
 * <p>Any thread may call. No method may block on the network or on a serial line; each channel has
 * threads of its own, bounded by the number of its servers. When the service goes, the gateway
 * closes what was opened through it, and the channel ends what is left.
 */
@ConsumerType
public interface FieldChannel {

  /**
   * The service property ({@code String} or {@code String[]}) with the protocols as {@code
   * protocol} of an entry of {@code serverList} names them, for example {@code TCP} and {@code
   * RTU}.
   */
  String PROTOCOL = "protocol";

  /** The protocol of a server that has none but a {@code url}. */
  String OPC_UA = "OPC_UA";

  /**
   * What is wrong with a server, its devices and their points, without touching any of them. A
   * configuration of which one channel finds an error changes nothing.
   *
   * @return empty if it can be opened; each error names the entry and the member
   */
  List<FieldError> check(FieldServer server);

  /**
   * What is wrong with servers beside each other, each of which {@link #check} found right: two
   * lines on one port with different settings, for example.
   *
   * @param servers all of a configuration that this channel would serve
   */
  default List<FieldError> checkTogether(List<FieldServer> servers) {
    return List.of();
  }

  /**
   * Begins to serve a server that {@link #check} found right. Returns at once; the channel connects
   * by itself, now and after each loss, also if the server starts later.
   *
   * @param reports told what comes, until the open server is closed
   */
  OpenFieldServer open(FieldServer server, FieldReports reports);

  /**
   * Reads one point once, so that a person may try it before it is deployed. A server that is open
   * already is asked over the connection that is there, in turn with its polls.
   *
   * @param server with exactly one device that has exactly one point, a property
   * @return fails with a {@link FieldException}
   */
  CompletionStage<FieldReading> read(FieldServer server);

  /**
   * Writes one point once and reads it back where the protocol allows, as {@link #read}.
   *
   * @param value plain Java, as the thing model has it: before scaling
   * @return what was read back, or what was written; fails with a {@link FieldException}
   */
  CompletionStage<FieldReading> write(FieldServer server, Object value);
}
