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
 * The implementation of a field protocol: a service with the property {@link #PROTOCOL}. The
 * gateway capability reads the pushed model configuration (developer guide 9.6) and passes each
 * server, with its devices and points, to the channel of its protocol. Of several channels for a
 * protocol, the one with the highest {@code service.ranking} is used.
 *
 * <p>Any thread may call. No method may block on the network or on a serial line; the number of a
 * channel's threads is bounded by the number of its servers. When the service is unregistered, the
 * gateway closes the servers that it opened through it, and the channel closes the remaining ones.
 */
@ConsumerType
public interface FieldChannel {

  /**
   * The service property ({@code String} or {@code String[]}) with the protocols, as the member
   * {@code protocol} of an entry of {@code serverList} names them, for example {@code TCP} and
   * {@code RTU}.
   */
  String PROTOCOL = "protocol";

  /** The protocol of a server that has a {@code url} but no {@code protocol}. */
  String OPC_UA = "OPC_UA";

  /**
   * Validates a server, its devices and their points without contacting any of them. If one channel
   * finds an error, the whole configuration is refused.
   *
   * @return empty if the server can be opened; each error names the entry and the member
   */
  List<FieldError> check(FieldServer server);

  /**
   * Validates servers in combination, after {@link #check} found each of them valid: for example
   * two serial lines on one port with different settings.
   *
   * @param servers all servers of a configuration that this channel would serve
   */
  default List<FieldError> checkTogether(List<FieldServer> servers) {
    return List.of();
  }

  /**
   * Starts to serve a server that {@link #check} found valid. Returns immediately; the channel
   * connects by itself, after each loss as well, also if the server starts later.
   *
   * @param reports receives values, events and state changes until the open server is closed
   */
  OpenFieldServer open(FieldServer server, FieldReports reports);

  /**
   * Reads a point once, for a trial before its deployment. A server that is already open is asked
   * over its existing connection, in sequence with its polls.
   *
   * @param server with exactly one device that has exactly one point, a property
   * @return the reading; fails with {@link FieldException}
   */
  CompletionStage<FieldReading> read(FieldServer server);

  /**
   * Writes a point once, over the same connection as {@link #read}, and reads it back where the
   * protocol supports it.
   *
   * @param value plain Java in the form of the thing model, before scaling
   * @return the value that was read back, or the written one; fails with {@link FieldException}
   */
  CompletionStage<FieldReading> write(FieldServer server, Object value);
}
