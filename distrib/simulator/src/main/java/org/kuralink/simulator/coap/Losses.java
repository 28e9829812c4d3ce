/*
 * Copyright (c) 2026 Kuralink contributors
 *
 * This program and the accompanying materials are made available under the terms of the
 * Eclipse Public License 2.0, available at https://www.eclipse.org/legal/epl-2.0/
 *
 * SPDX-License-Identifier: EPL-2.0
 */
package org.kuralink.simulator.coap;

import java.util.Optional;
import java.util.concurrent.ThreadLocalRandom;
import org.eclipse.californium.core.coap.EmptyMessage;
import org.eclipse.californium.core.coap.Message;
import org.eclipse.californium.core.coap.Request;
import org.eclipse.californium.core.coap.Response;
import org.eclipse.californium.core.coap.Token;
import org.eclipse.californium.core.network.interceptors.MessageInterceptor;
import org.eclipse.californium.core.network.serialization.UdpDataSerializer;
import org.eclipse.californium.elements.Connector;
import org.eclipse.californium.elements.RawData;
import org.kuralink.simulator.broker.Transport;
import org.kuralink.simulator.fault.CoapForm;
import org.kuralink.simulator.registry.DeviceKey;

/** Simulates a bad network: messages are lost, duplicated or replaced. Thread-safe. */
final class Losses implements MessageInterceptor {
  private final CoapPorts ports;
  private final CoapUplink uplink;
  private final Transport way;
  private final Connector connector;

  Losses(CoapPorts ports, CoapUplink uplink, Transport way, Connector connector) {
    this.ports = ports;
    this.uplink = uplink;
    this.way = way;
    this.connector = connector;
  }

  private void lose(Message message, Optional<DeviceKey> key) {
    int percent = uplink.lossPercent(key);
    if (percent > 0 && ThreadLocalRandom.current().nextInt(100) < percent) {
      message.cancel();
    }
  }

  @Override
  public void receiveRequest(Request request) {
    CoapAsked asked = ports.asked(request, way);
    if (uplink.loses(asked)) {
      request.cancel();
    } else {
      lose(request, uplink.sender(asked));
    }
  }

  @Override
  public void sendResponse(Response response) {
    if (!(response instanceof CoapPorts.Reply reply)) {
      return;
    }
    CoapForm form = reply.answered().form();
    if (form == CoapForm.TWICE) {
      sendBeside(response, response.getToken());
    } else if (form == CoapForm.OTHER_TOKEN) {
      sendBeside(response, new Token(new byte[] {1, 2, 3, 4, 5, 6, 7, 8}));
      response.cancel();
    }
  }

  /** Sends the same answer with this token. */
  private void sendBeside(Response response, Token token) {
    Response other = new Response(response.getCode());
    other.setType(response.getType());
    other.setMID(response.getMID());
    other.setToken(token);
    other.setOptions(response.getOptions());
    other.setPayload(response.getPayload());
    other.setDestinationContext(response.getDestinationContext());
    connector.send(
        RawData.outbound(
            new UdpDataSerializer().getByteArray(other),
            response.getDestinationContext(),
            null,
            false));
  }

  @Override
  public void sendEmptyMessage(EmptyMessage message) {
    // Goes out: what is cancelled here would never be sent again.
  }

  @Override
  public void receiveEmptyMessage(EmptyMessage message) {
    lose(message, Optional.empty());
  }

  @Override
  public void sendRequest(Request request) {
    // Nothing is ever asked here.
  }

  @Override
  public void receiveResponse(Response response) {
    // Nothing is ever asked here.
  }
}
