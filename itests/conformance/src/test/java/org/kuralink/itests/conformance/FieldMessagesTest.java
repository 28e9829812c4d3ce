/*
 * Copyright (c) 2026 Kuralink contributors
 *
 * This program and the accompanying materials are made available under the terms of the
 * Eclipse Public License 2.0, available at https://www.eclipse.org/legal/epl-2.0/
 *
 * SPDX-License-Identifier: EPL-2.0
 */
package org.kuralink.itests.conformance;

import static org.awaitility.Awaitility.await;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.google.gson.JsonObject;
import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CopyOnWriteArrayList;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.kuralink.api.connection.Reply;
import org.kuralink.api.thing.PropertySetHandler;
import org.kuralink.api.thing.Thing;

/** Property sets in the formats of servers and test tools in the field. */
class FieldMessagesTest {

  private static final String SET = "/sys/a1KuraDemo01/gateway-01/thing/service/property/set";
  private static final String REPLY = "/thing/service/property/set_reply";
  private static final Duration PATIENCE = Duration.ofSeconds(30);
  private static final List<Map<String, Object>> taken = new CopyOnWriteArrayList<>();

  @TempDir static Path data;
  private static Stage stage;
  private static int probes;

  @BeforeAll
  static void start() throws IOException {
    stage = Stage.start(data);
    try (InputStream tsl = FieldMessagesTest.class.getResourceAsStream("/field-thermometer.json")) {
      stage.platform().thingModel(new String(tsl.readAllBytes(), StandardCharsets.UTF_8));
    }
    stage.connect(Map.of());
    stage
        .gateway()
        .register(
            PropertySetHandler.class,
            values -> {
              taken.add(values);
              return CompletableFuture.completedFuture(Reply.success());
            },
            Map.of());
    Thing thing = stage.thing(Map.of("model.source", "cloud", "validation", "reject"));
    await().atMost(PATIENCE).until(() -> thing.model().isPresent());
  }

  @AfterAll
  static void stop() {
    stage.close();
  }

  @BeforeEach
  void forget() {
    taken.clear();
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = ';',
      quoteCharacter = '~',
      value = {
        "1; {'id':'1','params':{'Mode':17},'version':'1.0.0'}; 200; {Mode=17}",
        "787926722; {'id':787926722,'params':{'Mode':17},'version':'1.0.0'}; 200; {Mode=17}",
        "2; {'id':'2','params':{'Power':'true'},'version':'1.0.0'}; 200; {Power=true}",
        "3; {'id':'3','params':{'Mode':'5'},'version':'1.0.0'}; 200; {Mode=5}",
        "4; {'id':'4','params':{'When':1700000000000},'version':'1.0.0'}; 200; {When=1700000000000}",
        "6; {'id':'6','params':{'Temp':22,'Nope':1},'version':'1.0.0'}; 460; none",
        "8; {'id':'8','params':'{\\'Temp\\':23}','version':'1.0.0'}; 460; none",
        "9; {'id':'9','params':{'Mode':0},'version':'1.0.0'}NUL; 200; {Mode=0}",
        "10; {'id':'10','sys':{'ack':1},'params':{'Mode':5},'extra':{'a':[1]}}; 200; {Mode=5}",
        "11; {'id':'11',CRLF'params':{TAB'Mode':5}TAB}CRLF; 200; {Mode=5}",
        "14; {'id':'14','params':{},'version':'1.0.0'}; 200; none",
        "15; {'id':'15','params':{'Geo':{'lon':3}},'version':'1.0.0'}; 460; none",
        "17; {'id':'17','version':'1.0.0'}; 460; none"
      })
  void is_answered_as_it_should(String id, String text, int code, String values) {
    JsonObject reply = send(id, text);
    assertEquals(code, reply.get("code").getAsInt(), reply::toString);
    assertEquals(text.contains("'id':'"), reply.getAsJsonPrimitive("id").isString(), text);
    assertEquals(values, taken.isEmpty() ? "none" : taken.get(0).toString());
  }

  @Test
  void a_refusal_names_what_is_unknown_and_what_is_missing() {
    assertTrue(send("20", "{'id':'20','params':{'Nope':1}}").toString().contains("Nope"));
    assertTrue(send("21", "{'id':'21','params':{'Geo':{'lon':3}}}").toString().contains("lat"));
  }

  @Test
  void the_id_of_before_with_other_values_is_a_new_request() {
    send("12", "{'id':'12','params':{'Mode':5}}");
    publish("{'id':'12','params':{'Mode':17}}");
    await().atMost(PATIENCE).until(() -> taken.size() == 2);
    assertEquals(List.of(Map.of("Mode", 5), Map.of("Mode", 17)), taken);
  }

  @Test
  void without_an_id_it_is_carried_out_and_not_answered() {
    int before = stage.platform().sent(REPLY).size();
    publish("{'params':{'Mode':17},'version':'1.0.0'}");
    await().atMost(PATIENCE).until(() -> taken.size() == 1);
    probe();
    assertEquals(before + 1, stage.platform().sent(REPLY).size());
  }

  @Test
  void with_a_byte_order_mark_it_is_ignored_and_the_next_one_is_heard() {
    publish("\uFEFF{'id':'16','params':{'Mode':17}}");
    probe();
    assertEquals(List.of(Map.of("Mode", 0)), taken);
  }

  /** One more, so that whatever came before has been dealt with. */
  private static void probe() {
    String id = "probe" + probes++;
    send(id, "{'id':'" + id + "','params':{'Mode':0}}");
  }

  private static JsonObject send(String id, String text) {
    publish(text);
    return stage
        .platform()
        .awaitSent(REPLY, reply -> reply.has("id") && id.equals(reply.get("id").getAsString()));
  }

  private static void publish(String text) {
    String method = text.replaceFirst("\\{", "{'method':'thing.service.property.set',");
    stage
        .platform()
        .publish(
            SET,
            method
                .replace("\\'", "\\\"")
                .replace('\'', '"')
                .replace("NUL", "\0")
                .replace("CRLF", "\r\n")
                .replace("TAB", "\t"));
  }
}
