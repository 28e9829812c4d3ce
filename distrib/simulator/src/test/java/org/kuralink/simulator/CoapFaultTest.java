/*
 * Copyright (c) 2026 Kuralink contributors
 *
 * This program and the accompanying materials are made available under the terms of the
 * Eclipse Public License 2.0, available at https://www.eclipse.org/legal/epl-2.0/
 *
 * SPDX-License-Identifier: EPL-2.0
 */
package org.kuralink.simulator;

import static org.awaitility.Awaitility.await;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.List;
import java.util.Map;
import javax.crypto.BadPaddingException;
import org.eclipse.californium.core.coap.CoAP;
import org.eclipse.californium.core.coap.Request;
import org.eclipse.californium.core.coap.Response;
import org.eclipse.californium.core.network.CoapEndpoint;
import org.eclipse.californium.core.network.serialization.UdpDataSerializer;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** Tests injected faults over CoAP. */
class CoapFaultTest extends CoapFixture {
  private CoapEndpoint via;
  private Granted granted;

  @BeforeEach
  void open() throws Exception {
    via = udp();
    granted = authenticated(via, Map.of("seq", "1"));
  }

  private Request next(int step) throws Exception {
    return publishing(via, granted, granted.offset() + step, POST, level(step));
  }

  private byte[] bytes(int step) throws Exception {
    Request request = next(step);
    request.setMID(0x7000 + step);
    request.setToken(new byte[] {9, 9, (byte) step});
    return new UdpDataSerializer().getByteArray(request);
  }

  /** The answers, of which so many are expected. */
  private List<String> raw(int expected, int step) throws Exception {
    return datagrams(expected, bytes(step));
  }

  @Test
  void aCodeInPlaceOfTheRightOne() throws Exception {
    fault("{\"coapCode\":500,\"coapTimes\":1}");
    assertEquals("5.00", code(via, next(1)));
    assertEquals(List.of("fault: coapCode 5.00"), notes());
    assertEquals("2.05", code(via, next(1)), "it was not taken");
    fault("{\"coapCode\":401,\"coapTimes\":1,\"replyTopic\":\"/auth\"}");
    assertEquals("2.05", code(via, next(2)));
    assertEquals("4.01", code(via, authenticating(via, signed(Map.of("seq", "1")))));
    assertEquals(400, rest("PUT", devicePath("/faults"), "{\"coapCode\":199}").statusCode());
    assertEquals(400, rest("PUT", devicePath("/faults"), "{\"coapForm\":\"x\"}").statusCode());
  }

  @Test
  void theFirstTwoDatagramsAreLost() throws Exception {
    fault("{\"coapForm\":\"lost\"}");
    assertEquals(List.of(), raw(0, 1));
    assertEquals(List.of(), notes());
    fault("{\"coapForm\":\"lost\",\"coapTimes\":2}");
    assertTrue(untilAnswered(bytes(1)).isPresent());
    assertEquals(List.of(""), notes());
    assertEquals(1, level());
  }

  @Test
  void noAnswerToWhatWasTaken() throws Exception {
    fault("{\"coapForm\":\"unanswered\",\"coapTimes\":1}");
    assertEquals(List.of(), raw(0, 1));
    await().atMost(PATIENCE).until(() -> level() == 1);
    fault("{\"mute\":true}");
    assertEquals(List.of(), raw(0, 2));
    await().atMost(PATIENCE).until(() -> level() == 2);
    fault("{}");
    assertEquals(1, raw(1, 3).size());
  }

  @Test
  void anAnswerOfItsOwnThreeSecondsLater() throws Exception {
    fault("{\"coapForm\":\"late\",\"coapTimes\":1}");
    Response response = send(via, next(1)).orElseThrow();
    assertEquals("2.05", response.getCode().text);
    assertEquals(CoAP.Type.CON, response.getType());
  }

  @Test
  void twoAnswersOneWithAnotherTokenOneOfAnotherKeyAndAReset() throws Exception {
    fault("{\"coapForm\":\"twice\",\"coapTimes\":1}");
    List<String> answers = raw(2, 1);
    assertEquals(2, answers.size());
    assertEquals(answers.get(0), answers.get(1));
    fault("{\"coapForm\":\"other-token\",\"coapTimes\":1}");
    answers = raw(1, 2);
    assertEquals(1, answers.size());
    assertTrue(answers.get(0).startsWith("684570020102030405060708"), answers.get(0));
    fault("{\"coapForm\":\"reset\",\"coapTimes\":1}");
    assertEquals(List.of("70007003"), raw(1, 3));
    assertEquals(2, level());
    fault("{\"coapForm\":\"other-key\",\"coapTimes\":1}");
    Response response = send(via, next(4)).orElseThrow();
    assertEquals("2.05", response.getCode().text);
    Granted ours = granted;
    assertThrows(BadPaddingException.class, () -> ours.decrypt(response.getPayload()));
    assertEquals(4, level());
  }

  @Test
  void messagesLostByChanceComeAgain() throws Exception {
    fault("{\"coapLossPercent\":100}");
    assertEquals(List.of(), raw(0, 1));
    fault("{\"coapLossPercent\":50}");
    assertTrue(untilAnswered(bytes(2)).isPresent());
    assertEquals(List.of(""), notes(), "one message");
    fault("{}");
    assertEquals("2.05", code(via, next(3)));
  }
}
