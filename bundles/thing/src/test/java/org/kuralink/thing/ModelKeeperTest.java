/*
 * Copyright (c) 2026 Kuralink contributors
 *
 * This program and the accompanying materials are made available under the terms of the
 * Eclipse Public License 2.0, available at https://www.eclipse.org/legal/epl-2.0/
 *
 * SPDX-License-Identifier: EPL-2.0
 */
package org.kuralink.thing;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.kuralink.api.codec.JsonText;
import org.kuralink.api.connection.DeviceIdentity;
import org.kuralink.api.connection.FakeCloudSession;
import org.kuralink.api.connection.FakeDeviceLink;
import org.kuralink.api.connection.LinkException;
import org.kuralink.api.connection.Reply;
import org.kuralink.api.connection.SessionState;
import org.kuralink.api.log.LoggedLines;
import org.kuralink.api.thing.PropertyPost;
import org.kuralink.api.tsl.ThingModel;
import org.kuralink.thing.ThingFixture.TestThing;

class ModelKeeperTest {

  private static final String ASK = "thing.dsltemplate.get";

  private static final String MODULE =
      """
      {"functionBlockId": "Env", "functionBlockName": "Environment", "properties": [
         {"identifier": "Temp", "accessMode": "r",
          "dataType": {"type": "float", "specs": {"min": "-10", "max": "60"}}}]}
      """;

  @TempDir Path directory;

  private final ThingFixture fixture = new ThingFixture();

  @BeforeEach
  void keepFilesHere() {
    fixture.directory = Optional.of(directory.resolve("main"));
  }

  private TestThing cloud() {
    return fixture.thing(Optional.empty(), "model.source", "cloud");
  }

  private void come() {
    fixture.around.come(fixture.models);
    fixture.appear(fixture.session, ThingFixture.CONNECTION);
    fixture.time.settle();
  }

  private static Reply document() {
    return Reply.success(JsonText.of(ThingFixture.document()));
  }

  @Test
  void asksThePlatformOnceAndKeepsTheAnswer() throws IOException {
    TestThing thing = cloud();
    come();
    assertEquals(1, fixture.link.sent(ASK).size());
    assertEquals("{}", fixture.link.last().params().toString());
    assertTrue(thing.model().isEmpty());
    fixture.link.last().reply().complete(document());
    fixture.time.settle();
    assertEquals(8, thing.model().orElseThrow().properties().size());
    assertEquals(
        ThingFixture.document(), Files.readString(directory.resolve("main/model-pk.json")));
    fixture.session.state(SessionState.WAITING);
    fixture.session.state(SessionState.ONLINE);
    fixture.time.leap(Duration.ofHours(1));
    assertEquals(1, fixture.link.sent(ASK).size());
    try (var files = Files.list(directory.resolve("main"))) {
      assertEquals(1, files.count(), "no temporary file is left");
    }
  }

  @Test
  void startsWithWhatIsOnDiskBeforeItIsOnline() throws IOException {
    Files.createDirectories(directory.resolve("main"));
    Files.writeString(directory.resolve("main/model-pk.json"), ThingFixture.document());
    fixture.session.state(SessionState.WAITING);
    TestThing thing = cloud();
    come();
    assertTrue(thing.model().isPresent());
    assertEquals(List.of(), fixture.link.sent());
    fixture.session.state(SessionState.ONLINE);
    fixture.time.settle();
    assertEquals(1, fixture.link.sent(ASK).size());
  }

  @Test
  void survivesADamagedFileOnDisk() throws IOException {
    Files.createDirectories(directory.resolve("main"));
    Files.writeString(directory.resolve("main/model-pk.json"), "{\"properties\":");
    TestThing thing = cloud();
    come();
    assertTrue(thing.model().isEmpty());
    fixture.link.last().reply().complete(document());
    fixture.time.settle();
    assertTrue(thing.model().isPresent());
  }

  @Test
  void livesWithoutADirectoryThatCanBeWritten() throws IOException {
    Files.writeString(directory.resolve("main"), "a file stands where the directory belongs");
    TestThing thing = cloud();
    come();
    fixture.link.last().reply().complete(document());
    fixture.time.settle();
    assertTrue(thing.model().isPresent());
  }

  @Test
  void asksAgainWithGrowingPausesIfNoReplyComes() {
    TestThing thing = cloud();
    come();
    int asked = 1;
    for (int seconds : new int[] {10, 20, 40, 80, 160, 320, 600, 600}) {
      fixture.link.last().fail(LinkException.Reason.NO_REPLY);
      fixture.time.leap(Duration.ofSeconds(seconds - 1));
      assertEquals(asked, fixture.link.sent(ASK).size());
      fixture.time.leap(Duration.ofSeconds(1));
      assertEquals(++asked, fixture.link.sent(ASK).size());
    }
    fixture.link.last().reply().complete(document());
    fixture.time.settle();
    assertTrue(thing.model().isPresent());
  }

  @Test
  void asksAtOnceInANewSession() {
    cloud();
    come();
    fixture.session.state(SessionState.WAITING);
    fixture.link.last().fail(LinkException.Reason.LINK_LOST);
    fixture.time.settle();
    assertEquals(1, fixture.link.sent(ASK).size());
    fixture.session.state(SessionState.ONLINE);
    fixture.time.settle();
    assertEquals(2, fixture.link.sent(ASK).size());
  }

  @Test
  void asksSeldomIfThePlatformRefuses() {
    for (int code : new int[] {460, 6321, 6313, 429}) {
      ThingFixture other = new ThingFixture();
      TestThing thing = other.thing(Optional.empty(), "model.source", "cloud");
      other.around.come(other.models);
      other.appear(other.session, ThingFixture.CONNECTION);
      other.time.settle();
      other.link.last().refuse(code, "no");
      other.time.leap(Duration.ofMinutes(10).minusSeconds(1));
      assertEquals(1, other.link.sent(ASK).size());
      other.time.leap(Duration.ofSeconds(1));
      assertEquals(2, other.link.sent(ASK).size());
      assertTrue(thing.model().isEmpty());
    }
  }

  @Test
  void keepsTheOldModelIfThePlatformSendsNoTsl() {
    TestThing thing = fixture.thing(Optional.of(ThingFixture.model()), "model.source", "cloud");
    come();
    fixture.link.last().reply().complete(Reply.success(JsonText.of("{\"properties\":[{}]}")));
    fixture.time.settle();
    assertEquals(8, thing.model().orElseThrow().properties().size());
    assertFalse(Files.exists(directory.resolve("main")));
    thing.post(PropertyPost.durable(Map.of("fresh", 1)));
    assertEquals("{\"fresh\":1}", fixture.link.last().params().toString(), "it may be a new one");
    assertTrue(
        thing
            .post(PropertyPost.durable(Map.of("power", "x")))
            .toCompletableFuture()
            .isCompletedExceptionally());
  }

  @Test
  void asksForTheModulesThatTheDefaultOneNames() {
    TestThing thing = cloud();
    come();
    fixture
        .link
        .last()
        .reply()
        .complete(
            Reply.success(
                JsonText.of(
                    """
                    {"properties": [{"identifier": "a", "dataType": {"type": "int"}}],
                     "functionBlocks": [{"functionBlockId": "Far"}, {"functionBlockId": "Env"},
                       {"functionBlockId": "Last"}]}
                    """)));
    fixture.time.settle();
    assertEquals("{\"functionBlockId\":\"Env\"}", fixture.link.last().params().toString());
    fixture.link.last().reply().complete(Reply.success(JsonText.of(MODULE)));
    fixture.time.settle();
    assertEquals("{\"functionBlockId\":\"Far\"}", fixture.link.last().params().toString());
    fixture.link.last().reply().complete(document());
    fixture.time.settle();
    assertEquals(3, fixture.link.sent(ASK).size(), "a platform that does not know the question");
    ThingModel model = thing.model().orElseThrow();
    assertEquals(Set.of("a", "Env:Temp"), model.properties().keySet());
    assertEquals(Set.of("Far", "Last"), model.coverage().missing());
    ThingFixture next = new ThingFixture();
    next.directory = fixture.directory;
    TestThing again = next.thing(Optional.empty(), "model.source", "cloud");
    next.around.come(next.models);
    next.link.online(false);
    next.appear(next.session, ThingFixture.CONNECTION);
    next.time.settle();
    assertEquals(
        Set.of("a", "Env:Temp"), again.model().orElseThrow().properties().keySet(), "from disk");
  }

  @Test
  void readsSeveralFilesOneOfThemForEachModule() throws IOException {
    Path main = Files.writeString(directory.resolve("main.json"), ThingFixture.document());
    Path module = Files.writeString(directory.resolve("env.json"), MODULE);
    String files = main + ", " + module;
    TestThing thing = fixture.thing(Optional.empty(), "model.source", "file", "model.file", files);
    come();
    assertEquals(9, thing.model().orElseThrow().properties().size());
    assertRejected(thing, "Env:Temp", 99);
    assertRejected(thing, "Env:Nope", 1);
    assertRejected(thing, "nope", 1);
    thing.post(PropertyPost.durable(Map.of("Env:Temp", 21)));
    assertEquals("{\"Env:Temp\":21.0}", fixture.link.last().params().toString());
    thing.post(PropertyPost.durable(Map.of("Other:x", 1)));
    assertEquals("{\"Other:x\":1}", fixture.link.last().params().toString());
    Files.delete(module);
    fixture.time.leap(Duration.ofSeconds(30));
    assertEquals(8, thing.model().orElseThrow().properties().size());
  }

  @Test
  void aFileThatIsNoModelLeavesNothingChecked() throws IOException {
    Path file = Files.writeString(directory.resolve("none.json"), "{\"objects\":[{\"no\":1}]}");
    TestThing thing =
        fixture.thing(Optional.empty(), "model.source", "file", "model.file", file.toString());
    try (LoggedLines log = new LoggedLines()) {
      come();
      assertEquals(1, log.with("has neither properties, events nor services").size());
    }
    thing.post(PropertyPost.durable(Map.of("Temp", 1)));
    assertEquals("{\"Temp\":1}", fixture.link.last().params().toString());
  }

  @Test
  void namesWhatCannotBeReadOfAModel() throws IOException {
    Path file =
        Files.writeString(
            directory.resolve("half.json"),
            """
            {"properties": [{"identifier": "a", "dataType": {"type": "int32"}},
                            {"identifier": "b", "dataType": {"type": "int"}}]}
            """);
    TestThing thing =
        fixture.thing(Optional.empty(), "model.source", "file", "model.file", file.toString());
    try (LoggedLines log = new LoggedLines()) {
      come();
      assertEquals(
          1, log.with("line 1, properties[0].dataType.type: 'int32' is not a type").size());
    }
    thing.post(PropertyPost.durable(Map.of("a", "anything")));
    assertEquals("{\"a\":\"anything\"}", fixture.link.last().params().toString());
    assertRejected(thing, "b", "anything");
  }

  private static void assertRejected(TestThing thing, String identifier, Object value) {
    assertTrue(
        thing
            .post(PropertyPost.durable(Map.of(identifier, value)))
            .toCompletableFuture()
            .isCompletedExceptionally(),
        identifier);
  }

  @Test
  void checksNothingIfTheProductHasNoModel() {
    TestThing thing = cloud();
    come();
    fixture.link.last().succeed();
    fixture.time.leap(Duration.ofHours(1));
    assertTrue(thing.model().isEmpty());
    assertEquals(1, fixture.link.sent(ASK).size());
    assertFalse(Files.exists(directory.resolve("main")));
  }

  @Test
  void takesAnotherModelForAnotherProduct() {
    TestThing thing = cloud();
    come();
    fixture.link.last().reply().complete(document());
    fixture.time.settle();
    FakeDeviceLink link = new FakeDeviceLink(new DeviceIdentity("other", "dn"));
    fixture.around.sessions.remove(fixture.session);
    fixture.appear(new FakeCloudSession(link), ThingFixture.CONNECTION);
    fixture.time.settle();
    assertTrue(thing.model().isEmpty());
    assertEquals(1, link.sent(ASK).size());
  }

  @Test
  void readsAFileAsSoonAsSomebodyCanReadIt() throws IOException {
    Path file = Files.writeString(directory.resolve("tsl.json"), ThingFixture.document());
    TestThing thing =
        fixture.thing(Optional.empty(), "model.source", "file", "model.file", file.toString());
    fixture.settle(thing);
    assertTrue(thing.model().isEmpty());
    fixture.around.come(fixture.models);
    fixture.time.settle();
    assertTrue(thing.model().isPresent());
    come();
    assertEquals(List.of(), fixture.link.sent());
  }

  @Test
  void livesWithoutAModelIfTheFileIsNone() throws IOException {
    Path broken = Files.writeString(directory.resolve("broken.json"), "{\n\"properties\": [{}]}");
    for (Map.Entry<String, String> file :
        Map.of("malformed", broken.toString(), "absent", "/no/such/file", "impossible", "a\0b")
            .entrySet()) {
      ThingFixture other = new ThingFixture();
      TestThing thing =
          other.thing(Optional.empty(), "model.source", "file", "model.file", file.getValue());
      other.around.come(other.models);
      other.appear(other.session, ThingFixture.CONNECTION);
      other.time.settle();
      assertTrue(thing.model().isEmpty(), file.getKey());
      assertTrue(other.session.answeredForAll().contains("thing.service.*"), file.getKey());
    }
  }

  @Test
  void readsAFileAgainThatHasChanged() throws IOException {
    Path file = directory.resolve("model.json");
    TestThing thing =
        fixture.thing(Optional.empty(), "model.source", "file", "model.file", file.toString());
    come();
    assertTrue(thing.model().isEmpty());
    Files.writeString(file, ThingFixture.document());
    fixture.time.leap(Duration.ofSeconds(30));
    assertEquals(8, thing.model().orElseThrow().properties().size());
    Files.writeString(file, "{\"properties\": [");
    fixture.time.leap(Duration.ofSeconds(30));
    assertEquals(8, thing.model().orElseThrow().properties().size());
    Files.delete(file);
    fixture.time.leap(Duration.ofSeconds(30));
    assertEquals(8, thing.model().orElseThrow().properties().size());
    Files.writeString(file, "{\"properties\": []}");
    fixture.time.leap(Duration.ofSeconds(30));
    assertTrue(thing.model().isEmpty(), "nothing is checked");
    thing.close();
    fixture.time.leap(Duration.ofSeconds(30));
    assertEquals(0, fixture.time.waiting(), "nobody looks at the file any more");
  }

  @Test
  void asksAgainWithALinkThatComesLongAfterTheAnswer() {
    TestThing thing = cloud();
    come();
    fixture.link.last().reply().complete(document());
    fixture.time.leap(Duration.ofHours(1));
    assertEquals(1, fixture.link.sent(ASK).size(), "a link that stays asks once");
    fixture.session.state(SessionState.WAITING);
    fixture.session.state(SessionState.ONLINE);
    fixture.time.settle();
    assertEquals(2, fixture.link.sent(ASK).size());
    fixture.link.last().refuse(6321, "tsl: device not exist in product");
    fixture.time.settle();
    assertEquals(8, thing.model().orElseThrow().properties().size(), "the one from before");
    fixture.session.state(SessionState.WAITING);
    fixture.session.state(SessionState.ONLINE);
    fixture.time.settle();
    fixture.link.last().reply().complete(Reply.success(JsonText.of("{\"properties\": [")));
    fixture.time.settle();
    assertEquals(8, thing.model().orElseThrow().properties().size(), "still the one from before");
  }
}
