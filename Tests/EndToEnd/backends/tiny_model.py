"""Writes a tiny language model whose answers are known, for a real model server to serve.

No training and no download: a transformer of the `llama` architecture with one layer, whose weights are computed.

* Every token has a dimension of its own, so an embedding is one-hot and the output matrix is a plain table: which
  token follows which. The tokens of a scripted reply occur nowhere else, so that each has one successor.
* The first head of the attention looks for tool results, the second for trigger words, anywhere in the prompt: every
  position asks the same question (in the rotary pair that turns so slowly that it does not matter), and only these
  tokens answer. What they answer lands in dimensions of its own, which raise the first token of the right reply.

Where a grammar narrows the choice down (a forced tool, a JSON schema), letters, closing quotes and brackets are
preferred, so that the model soon finds an end.

    python -m backends.tiny_model OUT.gguf [MLX_FOLDER]
"""

import json
import sys
from pathlib import Path

import gguf
import numpy as np

from .scripted_replies import AFTER_TOOL_RESULT, GREETING, REPLIES, Reply

CONTROL_TOKENS = ["<|endoftext|>", "<|im_start|>", "<|im_end|>"]
RESULT_MARKS = ["<tool_response>", "<tool_result>", "TOOL_RESULT", "[TOOL_RESULTS]", "Tool result", "tool_result"]
TAGS = ["<tool_call>", "</tool_call>", "</tool_response>", "<think>", "</think>"]
# A byte-level tokenizer wants some merges; these make English prompts a little shorter.
MERGES = ["Ġ t", "h e", "i n", "e r", "a n", "o n", "r e", "Ġ a", "Ġt he", "in g"]

NORMAL, CONTROL, USER_DEFINED = 1, 3, 4
HEADS, HEAD_SIZE, FEED_FORWARD = 2, 64, 64
# The last rotary pair: at this frequency base it does not turn visibly over any prompt.
STILL = HEAD_SIZE - 2
CONTEXT_LENGTH = 131072

# Preferences (logits) before they are scaled by UNIT.
UNIT = 0.25
FOLLOWS = 20

REFUSAL = """\
{%- for message in messages[1:] %}{%- if message.role in ['system', 'developer'] %}
    {{- raise_exception('System message must be at the beginning.') }}
{%- endif %}{%- endfor %}
"""
CHAT_TEMPLATE = (Path(__file__).parent / "chat_template.jinja").read_text()


def byte_alphabet():
    """The printable stand-ins for the 256 bytes in byte-level BPE."""
    printable = [*range(33, 127), *range(161, 173), *range(174, 256)]
    others = [byte for byte in range(256) if byte not in printable]
    return {byte: chr(byte) for byte in printable} | {byte: chr(256 + n) for n, byte in enumerate(others)}


ALPHABET = byte_alphabet()


class Vocabulary:
    """The tokens, and the chains of tokens that spell the scripted replies."""

    def __init__(self, replies):
        self.tokens, self.types, self.index = [], [], {}
        self._taken = set()
        for byte in range(256):
            self._add(ALPHABET[byte], NORMAL)
        for merge in MERGES:
            self._add(merge.replace(" ", ""), NORMAL)
        self.plain_count = len(self.tokens)
        for token in CONTROL_TOKENS:
            self._add(token, CONTROL)
        for token in TAGS + RESULT_MARKS + sorted(replies):
            self._add(token, USER_DEFINED)
        self.first_chained = len(self.tokens)
        self.replies = {trigger: self._chain(reply) for trigger, reply in replies.items()}
        self.greeting = self._chain(Reply(GREETING))
        self.final = self._chain(Reply(AFTER_TOOL_RESULT))
        self.end = self.index["<|im_end|>"]
        # The line break after `<|im_start|>assistant`: where every answer starts.
        self.start = self.index[ALPHABET[ord("\n")]]

    def _add(self, token, kind):
        if token not in self.index:
            self.index[token] = len(self.tokens)
            self.tokens.append(token)
            self.types.append(kind)
        return self.index[token]

    def _chain(self, reply):
        """Cuts a text into whole-character tokens that occur nowhere else, and returns their numbers."""
        cut = self._cut(reply, 0, frozenset())
        if cut is None:
            raise SystemExit(f"cannot cut {reply.text!r} into tokens of its own; try another piece length")
        self._taken.update(self.index[piece] for piece, is_atom in cut if is_atom)
        return [self.index[piece] if is_atom else self._add(encode(piece), NORMAL) for piece, is_atom in cut]

    def _cut(self, reply, position, used):
        text, size = reply.text, reply.piece
        if position == len(text):
            return []
        free_atoms = [a for a in reply.atoms if self.index[a] not in self._taken and a not in used]
        for atom in free_atoms:
            if text.startswith(atom, position):
                rest = self._cut(reply, position + len(atom), used | {atom})
                if rest is not None:
                    return [(atom, True), *rest]
        # A piece may not run into an atom.
        ahead = [found for a in free_atoms if (found := text.find(a, position + 1)) > 0]
        longest = min([len(text), *ahead]) - position
        for length in sorted(range(1, min(longest, 4 * size + 12) + 1), key=lambda n: (n < size, abs(n - size))):
            piece = text[position:position + length]
            if piece in used or piece in self.index or encode(piece) in self.index:
                continue
            rest = self._cut(reply, position + length, used | {piece})
            if rest is not None:
                return [(piece, False), *rest]
        return None


def encode(text):
    """The text as byte-level BPE spells it."""
    return "".join(ALPHABET[byte] for byte in text.encode())


def successor_table(vocabulary, replies, width, flag_final, first_flag):
    """The output matrix: `table[next, current]` is how much `next` is wanted after `current`."""
    count = len(vocabulary.tokens)
    base = np.full(count, -2.2, np.float32)
    liked = {**dict.fromkeys('"}]', 0.35), ",": 0.2, "\\": -0.9, " ": -0.35}
    for byte in range(32, 127):
        character = chr(byte)
        base[vocabulary.index[ALPHABET[byte]]] = liked.get(character, 0.0 if character.isalnum() else -0.5)
    base[vocabulary.start] = -0.6
    base[vocabulary.plain_count:vocabulary.first_chained] = -3
    base[vocabulary.first_chained:] = -2
    # First tokens of replies: never by themselves.
    for chain in vocabulary.replies.values():
        base[chain[0]] = -12
    base[vocabulary.final[0]] = -18
    base[vocabulary.end] = 3

    table = np.zeros((count, width), np.float32)
    noise = np.random.default_rng(7).uniform(-0.08, 0.08, (count, count)).astype(np.float32)
    table[:, :count] = base[:, None] + noise

    def link(chain):
        for current, following in zip(chain, chain[1:]):
            table[following, current] = FOLLOWS

    table[vocabulary.greeting[0], vocabulary.start] = FOLLOWS + 4
    table[vocabulary.final[0], vocabulary.start] = FOLLOWS
    table[vocabulary.final[0], flag_final] = 14
    for number, trigger in enumerate(sorted(replies)):
        chain = vocabulary.replies[trigger]
        table[chain[0], vocabulary.start] = FOLLOWS
        table[chain[0], first_flag + number] = 8
        link([*chain, chain[0] if replies[trigger].loops else vocabulary.end])
    for chain in (vocabulary.greeting, vocabulary.final):
        link([*chain, vocabulary.end])
        # Where the end is forbidden (a tool is required), call one.
        table[vocabulary.index["<tool_call>"], chain[-1]] = FOLLOWS - 14
    return table * UNIT


class TinyModel:
    """Vocabulary and weights, ready to be written. `marks`: what says that there is a tool result."""

    def __init__(self, replies=REPLIES, marks=tuple(RESULT_MARKS)):
        self.vocabulary = vocabulary = Vocabulary(replies)
        triggers = sorted(replies)
        if len(triggers) > HEAD_SIZE:
            raise SystemExit(f"at most {HEAD_SIZE} triggers fit")
        count = len(vocabulary.tokens)
        # Dimensions: one for each token, one for "there is a tool result", one for each trigger.
        flag_final, first_flag = count, count + 1
        self.width = width = -(-(first_flag + len(triggers)) // 64) * 64
        # The norm before the attention makes a one-hot vector this long.
        root = float(np.sqrt(width))

        query = np.zeros((HEADS * HEAD_SIZE, width), np.float32)
        key, value = np.zeros_like(query), np.zeros_like(query)
        output = np.zeros((width, HEADS * HEAD_SIZE), np.float32)
        for head in range(HEADS):
            query[head * HEAD_SIZE + STILL, :count] = 16 / root
        for mark in marks:
            key[STILL, vocabulary.index[mark]] = 16 / root
            value[0, vocabulary.index[mark]] = 1 / root
        output[flag_final, 0] = 1
        for number, trigger in enumerate(triggers):
            key[HEAD_SIZE + STILL, vocabulary.index[trigger]] = 16 / root
            value[HEAD_SIZE + number, vocabulary.index[trigger]] = 1 / root
            output[first_flag + number, HEAD_SIZE + number] = 1

        embedding = np.zeros((count, width), np.float32)
        embedding[np.arange(count), np.arange(count)] = 1
        ones = np.ones(width, np.float32)
        self.weights = {
            "token_embd": embedding,
            "output_norm": ones,
            "output": successor_table(vocabulary, replies, width, flag_final, first_flag),
            "attn_norm": ones,
            "attn_q": query,
            "attn_k": key,
            "attn_v": value,
            "attn_output": output,
            "ffn_norm": ones,
            "ffn_gate": np.zeros((FEED_FORWARD, width), np.float32),
            "ffn_up": np.zeros((FEED_FORWARD, width), np.float32),
            "ffn_down": np.zeros((width, FEED_FORWARD), np.float32),
        }

    def write_gguf(self, path, thinking=False, strict=False):
        """Writes the model for llama.cpp. With `thinking` its chat template knows reasoning sections; with `strict` it
        refuses instructions that do not stand at the beginning, as most do."""
        writer = gguf.GGUFWriter(str(path), "llama")
        writer.add_name("tiny-scripted")
        writer.add_description("computed weights with scripted answers; for tests of protocols only")
        writer.add_context_length(CONTEXT_LENGTH)
        writer.add_embedding_length(self.width)
        writer.add_block_count(1)
        writer.add_feed_forward_length(FEED_FORWARD)
        writer.add_head_count(HEADS)
        writer.add_head_count_kv(HEADS)
        writer.add_key_length(HEAD_SIZE)
        writer.add_value_length(HEAD_SIZE)
        writer.add_rope_dimension_count(HEAD_SIZE)
        writer.add_rope_freq_base(1e9)
        writer.add_layer_norm_rms_eps(1e-6)
        writer.add_vocab_size(len(self.vocabulary.tokens))
        writer.add_file_type(1)
        writer.add_tokenizer_model("gpt2")
        writer.add_tokenizer_pre("qwen2")
        writer.add_token_list(self.vocabulary.tokens)
        writer.add_token_types(self.vocabulary.types)
        writer.add_token_merges(MERGES)
        writer.add_bos_token_id(self.vocabulary.index["<|endoftext|>"])
        writer.add_pad_token_id(self.vocabulary.index["<|endoftext|>"])
        writer.add_eos_token_id(self.vocabulary.end)
        writer.add_add_bos_token(False)
        writer.add_chat_template((REFUSAL if strict else "") + chat_template(thinking))
        for name, weight in self.weights.items():
            place = name if name.startswith(("token", "output")) else f"blk.0.{name}"
            writer.add_tensor(f"{place}.weight", weight if weight.ndim == 1 else weight.astype(np.float16))
        writer.write_header_to_file()
        writer.write_kv_data_to_file()
        writer.write_tensors_to_file()
        writer.close()

    def write_mlx(self, folder):
        """Writes the same model as the folder that mlx-lm reads. Needs safetensors and tokenizers."""
        from safetensors.numpy import save_file

        folder = Path(folder)
        folder.mkdir(parents=True, exist_ok=True)
        names = {
            "token_embd": "model.embed_tokens", "output_norm": "model.norm", "output": "lm_head",
            "attn_norm": "model.layers.0.input_layernorm", "ffn_norm": "model.layers.0.post_attention_layernorm",
            "attn_q": "model.layers.0.self_attn.q_proj", "attn_k": "model.layers.0.self_attn.k_proj",
            "attn_v": "model.layers.0.self_attn.v_proj", "attn_output": "model.layers.0.self_attn.o_proj",
            "ffn_gate": "model.layers.0.mlp.gate_proj", "ffn_up": "model.layers.0.mlp.up_proj",
            "ffn_down": "model.layers.0.mlp.down_proj",
        }
        weights = {f"{names[name]}.weight": weight.copy() for name, weight in self.weights.items()}
        for name in ("q_proj", "k_proj"):
            place = f"model.layers.0.self_attn.{name}.weight"
            weights[place] = self._with_rotary_halves(weights[place])
        save_file(weights, folder / "model.safetensors", metadata={"format": "pt"})
        (folder / "config.json").write_text(json.dumps({
            "architectures": ["LlamaForCausalLM"], "model_type": "llama", "hidden_size": self.width,
            "num_hidden_layers": 1, "intermediate_size": FEED_FORWARD, "num_attention_heads": HEADS,
            "num_key_value_heads": HEADS, "head_dim": HEAD_SIZE, "rms_norm_eps": 1e-6,
            "vocab_size": len(self.vocabulary.tokens), "rope_theta": 1e9, "tie_word_embeddings": False,
            "torch_dtype": "float32", "max_position_embeddings": CONTEXT_LENGTH,
            "eos_token_id": self.vocabulary.end, "bos_token_id": self.vocabulary.index["<|endoftext|>"],
        }))
        self._write_tokenizer(folder)

    def _with_rotary_halves(self, weight):
        """llama.cpp turns neighbours (2i, 2i+1), MLX turns halves (i, i + size/2)."""
        pairs = weight.reshape(HEADS, HEAD_SIZE // 2, 2, self.width)
        return np.ascontiguousarray(pairs.swapaxes(1, 2).reshape(HEADS * HEAD_SIZE, self.width))

    def _write_tokenizer(self, folder):
        from tokenizers import AddedToken, Tokenizer, decoders, models, pre_tokenizers

        vocabulary = self.vocabulary
        tokenizer = Tokenizer(models.BPE(vocab=vocabulary.index, merges=[tuple(m.split(" ")) for m in MERGES]))
        tokenizer.pre_tokenizer = pre_tokenizers.ByteLevel(add_prefix_space=False, use_regex=True)
        tokenizer.decoder = decoders.ByteLevel()
        for token, kind in zip(vocabulary.tokens, vocabulary.types):
            if kind == CONTROL:
                tokenizer.add_special_tokens([AddedToken(token, special=True, normalized=False)])
            elif kind == USER_DEFINED:
                tokenizer.add_tokens([AddedToken(token, special=False, normalized=False)])
        tokenizer.save(str(folder / "tokenizer.json"))
        (folder / "tokenizer_config.json").write_text(json.dumps({
            "tokenizer_class": "PreTrainedTokenizerFast", "clean_up_tokenization_spaces": False,
            "eos_token": "<|im_end|>", "pad_token": "<|im_end|>", "chat_template": chat_template(thinking=False),
        }))


def chat_template(thinking):
    return "{%- set thinking = " + ("true" if thinking else "false") + " %}\n" + CHAT_TEMPLATE


if __name__ == "__main__":
    model = TinyModel()
    model.write_gguf(sys.argv[1])
    if len(sys.argv) > 2:
        model.write_mlx(sys.argv[2])
    print(f"{len(model.vocabulary.tokens)} tokens, {model.width} dimensions")
